"""Run one peer over the texts of a file, the way its own documentation does, and print what it took as JSON.

``python run.py PEER TEXTS.jsonl FOLDER``, in the environment of the project file beside this one; each line of the file
has ``text``. Every peer gets word 5-grams and some 128 hashes, draws signatures, and groups them by bands for a
threshold near 0.7; none of them verifies a pair. Counted is the CPU time from the texts (in memory, or in the file
where a peer reads files only) to pairs or clusters, imports aside.
"""

import contextlib
import json
import os
import re
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HASHES = 128
BANDS, ROWS = 16, 8
"""(1/16)^(1/8) = 0.71 is the threshold of these bands."""
NGRAM = 5
THRESHOLD = 0.7


def cpu_seconds() -> float:
    """Return the CPU time of this process and of those it started and waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def read(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def daft(path: Path, folder: Path) -> dict[str, Any]:
    """https://docs.daft.ai/en/stable/examples/minhash-dedupe/ up to the candidate groups; normalised as there."""
    import daft
    from daft import col

    texts = read(path)
    begun = cpu_seconds()
    frame = daft.from_pydict({"row": list(range(len(texts))), "text": texts})
    normal = frame.with_column("text", daft.functions.normalize(col("text"), remove_punct=True, lowercase=True))
    drawn = normal.select(
        "row",
        daft.functions.minhash(col("text"), num_hashes=HASHES, ngram_size=NGRAM, seed=42, hash_function="xxhash").alias(
            "signature"
        ),
    ).collect()
    signatures = cpu_seconds()
    bands = (
        drawn.with_column("band", daft.functions.chunk(col("signature"), ROWS))
        .with_column("number", daft.lit(list(range(BANDS))))
        .select("row", "band", "number")
        .explode("band", "number")
    )
    groups = bands.groupby("number", "band").agg(col("row").list_agg().alias("rows"))
    found = groups.where(daft.functions.list_count(col("rows")) > 1).collect().count_rows()
    return {"seconds": cpu_seconds() - begun, "signatures": signatures - begun, "groups": found}


def daft_signatures(path: Path, folder: Path) -> dict[str, Any]:
    """Nothing but Daft's signatures, of texts as they are: less than any search can do with them."""
    import daft

    texts = read(path)
    begun = cpu_seconds()
    frame = daft.from_pydict({"text": texts})
    frame.select(
        daft.functions.minhash(daft.col("text"), num_hashes=HASHES, ngram_size=NGRAM, hash_function="xxhash")
    ).collect()
    return {"seconds": cpu_seconds() - begun}


def datasketch(path: Path, folder: Path) -> dict[str, Any]:
    """https://ekzhu.github.io/datasketch/lsh.html, with MinHash.bulk as its page on MinHash advises for many sets."""
    from datasketch import MinHash, MinHashLSH

    texts = read(path)
    begun = cpu_seconds()
    index = MinHashLSH(threshold=THRESHOLD, num_perm=HASHES)
    pairs = 0
    sets = (
        list({" ".join(words[at : at + NGRAM]).encode() for at in range(len(words) - NGRAM + 1)})
        for words in (re.findall(r"\w+", text.lower()) for text in texts)
    )
    for row, minima in enumerate(MinHash.generator(sets, num_perm=HASHES)):
        pairs += len(index.query(minima))
        index.insert(row, minima)
    return {"seconds": cpu_seconds() - begun, "pairs": pairs}


def datatrove(path: Path, folder: Path) -> dict[str, Any]:
    """The four stages of https://github.com/huggingface/datatrove/blob/main/examples/minhash_deduplication.py."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    config = MinhashConfig(n_grams=NGRAM, num_buckets=BANDS, hashes_per_bucket=ROWS)
    at = {name: str(folder / name) for name in ("signatures", "buckets", "remove", "kept", "logs")}

    def reader() -> Any:
        return JsonlReader(str(path.parent), glob_pattern=path.name)

    stages: list[list[Any]] = [
        [reader(), MinhashDedupSignature(output_folder=at["signatures"], config=config)],
        [MinhashDedupBuckets(input_folder=at["signatures"], output_folder=at["buckets"], config=config)],
        [MinhashDedupCluster(input_folder=at["buckets"], output_folder=at["remove"], config=config)],
        [reader(), MinhashDedupFilter(input_folder=at["remove"]), JsonlWriter(at["kept"])],
    ]
    begun = cpu_seconds()
    for number, (stage, tasks) in enumerate(zip(stages, (1, BANDS, 1, 1), strict=True)):
        LocalPipelineExecutor(pipeline=stage, tasks=tasks, workers=1, logging_dir=f"{at['logs']}/{number}").run()
    return {"seconds": cpu_seconds() - begun}


def text_dedup(path: Path, folder: Path) -> dict[str, Any]:
    """The command of https://github.com/ChenghaoMou/text-dedup#minhash, in one process."""
    import text_dedup.minhash

    options = {
        "--path": "json",
        "--data_files": path,
        "--split": "train",
        "--cache_dir": folder / "cache",
        "--output": folder / "kept",
        "--column": "text",
        "--ngram": NGRAM,
        "--num_perm": HASHES,
        "--b": BANDS,
        "--r": ROWS,
        "--num_proc": 1,
    }
    begun = cpu_seconds()
    text_dedup.minhash.main([str(part) for pair in options.items() for part in pair], standalone_mode=False)
    return {"seconds": cpu_seconds() - begun}


PEERS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    one.__name__: one for one in (daft_signatures, daft, datasketch, text_dedup, datatrove)
}


def main() -> None:
    name, path, folder = sys.argv[1:]
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # peers print
        report = PEERS[name](Path(path).resolve(), Path(folder).resolve())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    out.write(json.dumps({"peer": name, "peak_bytes": peak} | report) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
