{#-
  Leaner materializations for DuckDB, because a run pays for every statement on every start.

  view, table: one `create or replace` instead of dbt's create, rename, rename, drop. The rows of a table are sorted:
  the same rows give the same file, and equal values stand together.
  seed: made anew by DuckDB in one statement, every column as text unless column_types says otherwise. dbt's own way
  parses the file in Python, makes one placeholder a value (a second for 1,700 rows), or lets DuckDB guess the dialect,
  which goes wrong where the text is full of quotes; and it cannot take a new column without --full-refresh.
  Here nothing is guessed: commas, double quotes, UTF-8, empty is NULL.
-#}
{% materialization view, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks) }}
    {% if existing is not none and not existing.is_view %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% call statement('main') -%}
        create or replace view {{ target_relation }} as (
            {{ sql }}
        )
    {%- endcall %}
    {% do describe_relation(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization table, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {% if existing is not none and not existing.is_table %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% call statement('main') -%}
        create or replace table {{ target_relation }} as
        from (
            {{ sql }}
        )
        order by all
    {%- endcall %}
    {% do describe_relation(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization seed, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set column_types = config.get('column_types') or {} -%}
    {%- set typed = [] -%}
    {%- for name, type in column_types.items() if type != 'varchar' -%}
        {%- do typed.append(name) -%}
    {%- endfor -%}
    {{ run_hooks(pre_hooks) }}
    {% if existing is not none and not existing.is_table %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% call statement('main') -%}
        create or replace table {{ target_relation }} as
        select *
            {%- if typed %} replace (
                {%- for name in typed %}
                cast({{ name }} as {{ column_types[name] }}) as {{ name }}{{ ',' if not loop.last }}
                {%- endfor %}
            )
            {%- endif %}
        from read_csv(
            '{{ seed_file(model) | replace("'", "''") }}',
            header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', comment = '', skip = 0
        )
    {%- endcall %}
    {#- dbt reports the rows of the file it parsed; here it parsed none. -#}
    {% do store_result('agate_table', response='OK', agate_table=load_result('main').table) %}
    {% do describe_relation(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#- Where a seed lies now: in the folder of this invocation; what was parsed may remember another installation. -#}
{% macro seed_file(model) -%}
    {{ return((invocation_args_dict.get('project_dir') or model.root_path) ~ '/' ~ model.original_file_path) }}
{%- endmacro %}

{#- Write the descriptions of a relation and its columns into DuckDB, in one round trip. -#}
{% macro describe_relation(relation, model) -%}
    {%- set comments = [] -%}
    {%- if config.persist_relation_docs() and model.description -%}
        {%- do comments.append(
            'comment on ' ~ relation.type ~ ' ' ~ relation ~ ' is ' ~ duckdb_escape_comment(model.description)
        ) -%}
    {%- endif -%}
    {%- if config.persist_column_docs() -%}
        {%- for column in model.columns.values() if column.description -%}
            {%- do comments.append(
                'comment on column ' ~ relation ~ '.' ~ adapter.quote(column.name)
                ~ ' is ' ~ duckdb_escape_comment(column.description)
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if comments -%}
        {%- do run_query(comments | join(';\n')) -%}
    {%- endif -%}
{%- endmacro %}
