"""What a viewer does on a talk's page, and how long it takes, by the page's own clock."""

from playwright.sync_api import Page

# Media say that they play a little before anything is heard: from here on (s) it is.
HEARD_S = 0.02

# Notes when the player is ready and when the first slide is painted, in ms from where the page was asked for.
NOTE = """() => {
    window.noted = {};
    const painted = async ({ target }) => {
        if (noted.slide !== undefined || !target.matches?.("#slide img")) return;
        await target.decode();
        requestAnimationFrame(() => requestAnimationFrame(() => (noted.slide ??= performance.now())));
    };
    document.addEventListener("load", painted, true);
    new MutationObserver(() => {
        if (document.documentElement?.classList.contains("ready")) noted.ready ??= performance.now();
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] });
}"""
NOTED = "name => window.noted[name] !== undefined"
# From the tap, as the browser has it, to the first sound.
TAPPED = """heard_s => {
    const button = document.querySelector("#play");
    button.addEventListener("click", ({ timeStamp }) => {
        const look = () => {
            const media = document.querySelector("#stage :is(audio, video)[src]");
            if (media.currentTime > heard_s) noted.sound = performance.now() - timeStamp;
            else setTimeout(look, 5);
        };
        look();
    }, { once: true });
}"""
# As a link with a time does it.
JUMPED = """([at, heard_s]) => {
    delete noted.jump;
    const asked = performance.now();
    const look = () => {
        const { currentTime } = document.querySelector("#stage :is(audio, video)[src]");
        const there = currentTime > at + heard_s && currentTime < at + 60;
        if (there) noted.jump = performance.now() - asked;
        else setTimeout(look, 5);
    };
    location.hash = `t=${at}`;
    look();
}"""


def open_page(page: Page, address: str) -> None:
    page.add_init_script(f"({NOTE})()")
    page.goto(address, wait_until="commit")


def tap(page: Page) -> float:
    page.evaluate(TAPPED, HEARD_S)
    page.locator("#play").click()
    return noted_ms(page, "sound")


def jump(page: Page, at_s: float) -> float:
    page.evaluate(JUMPED, [round(at_s, 1), HEARD_S])
    return noted_ms(page, "jump")


def noted_ms(page: Page, name: str) -> float:
    """How long it took (ms), once that is known."""
    page.wait_for_function(NOTED, arg=name)
    return page.evaluate("name => window.noted[name]", name)
