"""``nawba hire audit``: a table of callbacks, as a spreadsheet saves it."""

import gzip

import pytest

ROWS = "name,gender,call\nA,f,yes\nB,m,no\nC,m,yes\n"


def groups(document):
    found = document["comparisons"][0]["groups"]
    return [(*one["group"], one["taken"], one["people"]) for one in found]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_as_a_spreadsheet_saves_it(cli, mark):
    path = cli.write("people.csv", "\ufeff" + ROWS.replace(",", mark).replace("\n", "\r\n"))
    document = cli.json("hire", "audit", "--callbacks", str(path))
    assert groups(document) == [("f", 1, 1), ("m", 1, 2)]


def test_a_packed_table_and_columns_by_name(cli):
    path = cli.folder / "people.csv.gz"
    path.write_bytes(gzip.compress(b"sexe,age,retenu\nf,20,oui\nm,20,non\n"))
    words = ("--callbacks", str(path), "--group", "sexe", "age", "--outcome", "retenu")
    document = cli.json("hire", "audit", *words)
    named = [one["attributes"] for one in document["comparisons"]]
    assert named == [["sexe"], ["age"], ["sexe", "age"]]


def test_a_terminal_is_told_rates_ratio_and_what_they_mean(cli):
    rows = "".join(f"{g},{c}\n" for g, c, n in (("f", 1, 40), ("f", 0, 60)) for _ in range(n))
    rows += "m,1\n" * 10 + "m,0\n" * 90 + "x,1\n" * 2
    path = cli.write("people.csv", "gender,call\n" + rows)
    said = cli.run("hire", "audit", "--callbacks", str(path)).stdout
    assert "10.00%" in said
    assert "surely" not in said
    assert "below four fifths beyond chance" in said
    assert "Left out, fewer than 2 %: x (2 people)" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,gender\nA,f\n", "Name it with --outcome"),
        ("name,call\nA,yes\n", "Name it with --group"),
        ("gender,call\nf,yes\nm,perhaps\n", "people.csv:3: call: says 'perhaps'"),
        ("gender,call\n", "holds nobody"),
        ("", "has no column"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line_and_remedy(cli, text, said):
    path = cli.write("people.csv", text)
    assert said in cli.run("hire", "audit", "--callbacks", str(path), code=2).stderr


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x1f\x8b broken", b"a,b\n\xe9,1\n"])
def test_what_is_no_text_is_refused(cli, data):
    path = cli.folder / "people.csv"
    path.write_bytes(data)
    assert "Save it as CSV" in cli.run("hire", "audit", "--callbacks", str(path), code=2).stderr


def test_a_column_nearly_named_is_offered(cli):
    path = cli.write("people.csv", ROWS)
    words = ("--callbacks", str(path), "--group", "gendr")
    assert "`gender`" in cli.run("hire", "audit", *words, code=2).stderr
