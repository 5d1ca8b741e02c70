"""Compile what a run compiles once on a machine, so that no measurement counts it."""

from flows import pipeline, resources
from flows.steps.extract import mentions
from flows.steps.extract.mentions_gazetteer import load_gazetteer
from tests import made_pages


def main() -> None:
    folder = resources.reference_dir()
    gazetteer = load_gazetteer(folder, pipeline.load_lexicon(folder))
    mentions.extract(made_pages.of_paragraphs([["Ana Torv left Milan."]]), gazetteer, compiled_from=1)


if __name__ == "__main__":
    main()
