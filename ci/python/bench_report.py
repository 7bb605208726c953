"""Reports the benchmarks as a table and a picture.

    python3 ci/python/bench_report.py RESULTS                 print the table
    python3 ci/python/bench_report.py RESULTS PAGE PICTURE    write the page and the picture

A line of RESULTS is LANGUAGE, CASE, NANOSECONDS and ours|peer, separated by tabs. Ratios are relative to
the first `ours` of each language.
"""

import platform
import sys
from itertools import groupby
from pathlib import Path

Row = tuple[str, str, float, bool]

PAGE = """\
# Performance

`cargo ci bench` wrote this page: it times each language beside its peers, in one run on one machine. **Read the ratios**: the time of a call relative to this project's usual one, a token for a 7-byte user ID from a client that is kept. Times differ from machine to machine, and by 10 to 20 percent from run to run.

![Nanoseconds per token, this project's beside its peers](images/performance.svg)

"""


def read(path: str) -> list[Row]:
    rows = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        language, case, nanoseconds, whose = line.split("\t")
        if whose not in ("ours", "peer"):
            raise SystemExit(f"neither ours nor peer: {line}")
        rows.append((language, case, float(nanoseconds), whose == "ours"))
    if not rows:
        raise SystemExit("nothing was measured")
    return rows


def tables(rows: list[Row]) -> str:
    lines = []
    for language, group in groupby(rows, key=lambda row: row[0]):
        cases = list(group)
        base = next(nanoseconds for _, _, nanoseconds, ours in cases if ours)
        lines += [f"## {language}", "", "| | ns | ratio |", "|---|---:|---:|"]
        for _, case, nanoseconds, ours in cases:
            name = f"**{case}**" if ours else case
            lines.append(f"| {name} | {nanoseconds:,.0f} | {nanoseconds / base:.2f} |")
        lines.append("")
    return "\n".join(lines)


def machine() -> str:
    model = "an unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"Measured on {model}, {platform.system()} {platform.machine()}.\n"


def picture(rows: list[Row], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "notifizz-token", "font.family": "sans-serif"})
    from matplotlib import pyplot

    groups = []
    for language, group in groupby(rows, key=lambda row: row[0]):
        cases = list(group)
        # Beside a case of another order of magnitude, such as a diagnosis, the other bars would be indistinguishable.
        most = 20 * next(nanoseconds for _, _, nanoseconds, ours in cases if ours)
        groups.append((language, [case for case in cases if case[2] <= most]))
    heights = [len(group) for _, group in groups]
    figure, axes = pyplot.subplots(
        len(groups), 1, figsize=(9, 0.32 * sum(heights) + 0.75 * len(groups)), height_ratios=heights, squeeze=False
    )
    for (language, group), axis in zip(groups, axes[:, 0], strict=True):
        names = [case for _, case, _, _ in group]
        bars = axis.barh(
            range(len(group)),
            [nanoseconds for _, _, nanoseconds, _ in group],
            color=["#2563eb" if ours else "#9ca3af" for _, _, _, ours in group],
        )
        axis.bar_label(bars, fmt="{:,.0f}", padding=3, fontsize=8)
        axis.set_yticks(range(len(group)), names, fontsize=8)
        axis.invert_yaxis()
        axis.set_title(f"{language}, nanoseconds per call", fontsize=9, loc="left", fontweight="bold")
        axis.tick_params(axis="x", labelsize=7)
        axis.margins(x=0.1)
        for side in ("top", "right"):
            axis.spines[side].set_visible(False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None}, facecolor="white")


def main() -> None:
    rows = read(sys.argv[1])
    if len(sys.argv) == 2:
        print(tables(rows))
        return
    page, image = map(Path, sys.argv[2:])
    page.write_text(PAGE + tables(rows) + "\n" + machine(), encoding="utf-8")
    picture(rows, image)
    print(f"wrote {page} and {image}")


if __name__ == "__main__":
    main()
