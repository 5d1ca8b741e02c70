{#-
  The words of a text alone: composed (NFC), lower case, one space for whatever stands between letters and digits. Two
  sentences are the same where their words are: outlets set an agency's quotation marks and dashes their own way.
-#}
{% macro fold_words(expression) -%}
    trim(regexp_replace(lower(nfc_normalize({{ expression }})), '[^\p{L}\p{M}\p{N}]+', ' ', 'g'))
{%- endmacro %}
