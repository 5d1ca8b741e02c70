{#-
  The form in which two spellings of one name are equal across articles: folded, without accents, the article "the",
  the full stops of initials ("U.N.") and what names of one kind carry or leave out: middle initials and "Jr." of persons,
  "Inc." and "Ltd." of organisations. For comparing only; what people see keeps its spelling.
-#}
{% macro name_key(expression, kind) -%}
    case
        when {{ kind }} = 'person' then
            regexp_replace(
                regexp_replace(strip_accents({{ fold_name(expression) }}), ',? (jr|sr|ii|iii|iv)\.?$', ''),
                '^(\S+(?: \S+)*?)(?: [a-z]\.?)+ ', '\1 '
            )
        when {{ kind }} = 'organisation' then
            regexp_replace(
                regexp_replace(
                    regexp_replace(strip_accents({{ fold_name(expression) }}), '^the (.)', '\1'),
                    '\b([a-z])\.', '\1', 'g'
                ),
                '(,? (inc|corp|corporation|ltd|limited|co|company|plc|llc|ag|gmbh|sa|nv|spa|ab|oyj|asa)\.?)+$', ''
            )
        else
            regexp_replace(
                regexp_replace(strip_accents({{ fold_name(expression) }}), '^the (.)', '\1'),
                '\b([a-z])\.', '\1', 'g'
            )
    end
{%- endmacro %}
