"""Walking through a page with Tab, as somebody without a mouse does: focus is never lost, hidden or covered."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

MOST = 80
"""Steps of one walk; what comes after so many is more of the same rows."""
PARTS = 8
"""Of one field, such as a date's day, month, year and calendar: Tab goes through them, and the field keeps focus."""

# What has focus now: a name to know it by, and what is wrong with it. A field that its label draws is where that is.
HERE = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const seen = "tabbed" in here.dataset, stays = here.dataset.tabbed === "last";
    document.querySelectorAll("[data-tabbed]").forEach((one) => { one.dataset.tabbed = ""; });
    here.dataset.tabbed = "last";
    const name = here.outerHTML.slice(0, 120);
    const isDrawnByLabel = here.labels?.length && getComputedStyle(here).opacity === "0";
    const shown = isDrawnByLabel ? here.labels[0] : here;
    const box = shown.getBoundingClientRect(), faults = [];
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 1), innerHeight - 1);
    if (box.width < 2 || box.height < 2) faults.push("has focus and no size");
    else if (box.right <= 0 || box.left >= innerWidth || box.bottom <= 0 || box.top >= innerHeight)
        faults.push("has focus outside of the window");
    else {
        const top = document.elementFromPoint(x, y);
        const same = top && (shown.contains(top) || top.contains(shown) || top.closest("label")?.control === here);
        if (!same) faults.push(`has focus under ${top?.outerHTML.slice(0, 80)}`);
    }
    const around = [shown, shown.parentElement].map((one) => getComputedStyle(one));
    const marked = around.some((one) => one.outlineStyle !== "none" || one.boxShadow !== "none");
    // The later parts of a field are the browser's own, and so are their rings, which no script can see.
    if (!marked && !stays) faults.push("shows no focus");
    return { seen, stays, name, faults };
}"""
FORGET = "() => document.querySelectorAll('[data-tabbed]').forEach((one) => delete one.dataset.tabbed)"
START = "() => { document.activeElement?.blur(); scrollTo(0, 0); }"


def walk(page: Page) -> Iterator[str]:
    """What is wrong on the way from the first to the last thing that takes focus."""
    page.evaluate(START)
    parts = 0
    for _step in range(MOST):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        parts = parts + 1 if here and here["stays"] else 0
        if here is None or (here["seen"] and parts not in range(1, PARTS)):
            break
        yield from (f"{here['name']} {fault}" for fault in here["faults"])
    page.evaluate(FORGET)
