"""`python -m measures.spc`: JSON cases on standard input, their answers on standard output."""

import json
import sys

from measures.spc.reference import answer


def main() -> int:
    """Read an array of `{id, input}`, write an array of `{id, output}`. Exit code 2 if it is not an array."""
    try:
        # JSON has no NaN; where a writer put one all the same, the number is missing.
        cases = json.loads(sys.stdin.buffer.read(), parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        print(f"Standard input is not JSON: {error}", file=sys.stderr)
        return 2
    if not isinstance(cases, list):
        print("Standard input must be a JSON array of cases, each with an id and an input.", file=sys.stderr)
        return 2
    json.dump([answer(case) for case in cases], sys.stdout, allow_nan=False)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
