{#-
  The form in which two spellings of one name are equal: composed (NFC), lower case, straight apostrophes, single
  spaces of whatever kind, none at the ends. For comparing only; what people see keeps its spelling.
-#}
{% macro fold_name(expression) -%}
    trim(
        regexp_replace(
            translate(lower(nfc_normalize({{ expression }})), '‘’ʼ', ''''''''),
            '[\s\p{Z}]+', ' ', 'g'
        )
    )
{%- endmacro %}
