{#-
  ref and source without the database. DuckDB names a database after its file, a run's stage is renamed over the
  published file, and a view that names the stage's database would then point at nothing.
-#}
{% macro ref() -%}
    {% do return(builtins.ref(*varargs, **kwargs).include(database=false)) %}
{%- endmacro %}

{% macro source(source_name, table_name) -%}
    {% do return(builtins.source(source_name, table_name).include(database=false)) %}
{%- endmacro %}
