"""The command `demo`."""

from command_line import called


def test_it_writes_one_page_and_says_how_large_it_is(tmp_path):
    file = tmp_path / "demo.html"
    done = called("demo", "--flow", "content-distribution", "-o", str(file))

    assert (0, "") == (done.code, done.out)
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert f"{file.stat().st_size:,} bytes" in done.err


def test_the_page_says_the_line_that_makes_it_again(tmp_path):
    file = tmp_path / "demo.html"
    called("demo", "--flow", "content-distribution", "--fault", "blob-blocked", "--lang", "fr", "-o", str(file))
    line = "cmgsim demo --flow content-distribution --fault blob-blocked --lang fr -o demo.html"

    assert line in file.read_text(encoding="utf-8")


def test_without_a_file_it_says_what_is_missing():
    done = called("demo")

    assert 2 == done.code
    assert (
        "-o: where to write the page is missing (-o demo.html would be right)" in done.err or "-o demo.html" in done.err
    )


def test_nothing_is_written_when_something_is_wrong(tmp_path):
    file = tmp_path / "demo.html"
    done = called("demo", "--flow", "chanel", "--fault", "proxie", "-o", str(file))

    assert 2 == done.code
    assert 'there is no flow "chanel"' in done.err
    assert "proxie" in done.err
    assert [] == list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_an_error_of_the_user(tmp_path):
    done = called("demo", "--flow", "content-distribution", "-o", str(tmp_path / "nowhere" / "demo.html"))

    assert 2 == done.code
    assert "cannot write there" in done.err or "cannot write" in done.err
