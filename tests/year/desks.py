"""One person before a browser: opens pages by the menu, fills fields by name, presses what is written on a button."""

from urllib.parse import urlsplit

from playwright.sync_api import expect


class Desk:
    """`page`: a browser window of this person's own, already logged in at `address`."""

    def __init__(self, page, address, name):
        self.page, self.address, self.name, self.said = page, address, name, []
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda line: self.said.append(line.text) if line.type == "error" else None)

    # --- going somewhere ---

    @property
    def here(self):
        """The path of the page that is open."""
        return urlsplit(self.page.url).path

    def open(self, path):
        answer = self.page.goto(self.address + path)
        assert answer.status == 200, f"{self.name}: {path} trả {answer.status}"
        return self

    def menu(self, words):
        """By the menu on the left, or on a telephone by the one behind its button; the day begins at the first page."""
        if self.page.url == "about:blank":
            self.open("/")
        if self.page.viewport_size["width"] < 900:
            self.page.locator(".phone-menu > summary").click()
        self._and_arrive(lambda: self.page.get_by_role("link", name=words).and_(self.page.locator("nav a")).click())
        return self

    def follow(self, words, within="main"):
        self._and_arrive(lambda: self.page.locator(within).get_by_role("link", name=words).first.click())
        return self

    def _and_arrive(self, act, wanted=200):
        with self.page.expect_navigation() as arrival:
            act()
        assert arrival.value.status == wanted, f"{self.name}: {self.page.url}: {arrival.value.status}\n{self.refusal()}"

    # --- writing and pressing ---

    def fill(self, within="main", **values):
        """{field's name: what is typed, or the words of the choice, or a file}."""
        for name, value in values.items():
            field = self.page.locator(f"{within} [name='{name}']")
            assert field.count(), f"{self.name}: {self.here} không có ô “{name}”"
            kind = field.first.evaluate("one => one.type || one.tagName.toLowerCase()")
            if kind == "file":
                value.seek(0)
                field.set_input_files({"name": value.name, "mimeType": value.content_type, "buffer": value.read()})
            elif kind in ("radio", "checkbox"):
                for words in value if isinstance(value, list) else [value]:
                    self._pick(name, words)
            elif kind == "select-one":
                options = field.locator("option").all_inner_texts()
                chosen = [words for words in options if str(value).casefold() in words.casefold()]
                assert chosen, f"{self.name}: ô “{name}” không có “{value}”, chỉ có {options}"
                field.select_option(label=chosen[0])
            else:
                field.fill(str(value))
        return self

    def _pick(self, name, words):
        self.page.locator(f"main [data-field='{name}'] label", has_text=words).first.click()

    def press(self, words, within="main", wanted=200):
        """What is written on the button; the answer must be the page it leads to, not a refusal."""
        button = self.page.locator(within).get_by_role("button", name=words).first
        self._and_arrive(button.click, wanted)
        return self

    def step(self, words, **fields):
        """A step of the workflow from the record's own page; with fields, through the page that asks for them."""
        record = self.here
        self.press(words)
        if fields:
            self.fill(**fields).press(words)
        assert self.here == record, f"{self.name}: “{words}” không xong, đang ở {self.here}\n{self.refusal()}"
        return self

    # --- reading ---

    def refusal(self):
        """Whatever the page says against what was asked."""
        return "\n".join(self.page.locator("main .errors li, main .why li, main .message.error").all_inner_texts())

    def reads(self, *words):
        for sentence in words:
            expect(self.page.locator("main")).to_contain_text(sentence)
        return self

    def status(self, words):
        expect(self.page.locator("main .head .tag", has_text=words).first).to_be_visible()
        return self
