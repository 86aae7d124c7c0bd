using Microsoft.Playwright;

namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>What a person, or his screen reader, finds on the page: asked of the browser itself.</summary>
internal static class PageLook
{
    // What is shown of the wire is the same in every language: names of messages, addresses, digits, serial numbers.
    private const string Raw = ".mono, [data-testid=bank-account] td, code, pre, kbd, canvas, [translate=no], [data-panel=timeline] [role=listbox], [data-panel=timeline] ol, [data-panel=timeline] table";

    private const string Texts =
        """
        const isSeen = element => element.checkVisibility({ visibilityProperty: true });
        const words = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
          if (element.closest('script, style, noscript') || !isSeen(element)) continue;
          const found = node.nodeType === Node.TEXT_NODE ? [node.data] : ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'alt', 'data-next'].map(name => element.getAttribute(name));
          for (const text of found) if (text && text.trim() !== '') words.push({ text: text.trim(), isRaw: element.closest(raw) !== null, isOther: element.closest('[lang]').lang !== document.documentElement.lang });
        }
        """;

    /// <summary>Texts that are the key of one, such as <c>token.title</c>.</summary>
    public static Task<string[]> KeysAsync(IPage page) => page.EvaluateAsync<string[]>(
        $"raw => {{ {Texts} return words.filter(one => !one.isRaw && /^[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+$/i.test(one.text) && /[a-z]{{3}}/.test(one.text)).map(one => one.text); }}", Raw);

    /// <summary>Texts in another language than the page's: on a Chinese page two English words beside each other, on an English one any Chinese character.</summary>
    public static Task<string[]> ForeignAsync(IPage page) => page.EvaluateAsync<string[]>(
        $"raw => {{ {Texts} const foreign = document.documentElement.lang === 'en' ? /\\p{{Script=Han}}/u : /[a-z]{{2,}}[ -][a-z]{{2,}}|^[a-z]{{3,}}$/;"
            + " return words.filter(one => !one.isRaw && !one.isOther && foreign.test(one.text)).map(one => one.text); }",
        Raw);

    /// <summary>All texts that can be seen are in the page's language.</summary>
    public static async Task IsInOneLanguageAsync(IPage page)
    {
        var foreign = await ForeignAsync(page);
        Assert.IsEmpty(foreign, string.Join(" | ", foreign));
        var keys = await KeysAsync(page);
        Assert.IsEmpty(keys, string.Join(" | ", keys));
    }

    /// <summary>Pixels by which the page is wider than its window.</summary>
    public static Task<int> OverflowAsync(IPage page) =>
        page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth");

    /// <summary>Ids that more than one element has, and labels or descriptions that lead nowhere.</summary>
    public static Task<string[]> BadIdsAsync(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => {
          const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
          const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
          const names = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-activedescendant'];
          const nowhere = names.flatMap(name => [...document.querySelectorAll(`[${name}]`)].flatMap(element => element.getAttribute(name).split(' ')
            .filter(id => id !== '' && document.getElementById(id) === null).map(id => `${name}=${id}`)));
          return [...twice, ...nowhere];
        }
        """);

    /// <summary>The levels of the headings that are shown, in their order.</summary>
    public static Task<int[]> HeadingsAsync(IPage page) => page.EvaluateAsync<int[]>(
        "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(heading => heading.checkVisibility({ visibilityProperty: true })).map(heading => Number(heading.tagName[1]))");

    /// <summary>Controls that a screen reader finds without a name: their role and their HTML.</summary>
    public static async Task<string[]> NamelessAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        var tree = (await session.SendAsync("Accessibility.getFullAXTree"))!.Value;
        var nameless = new List<string>();
        foreach (var node in tree.GetProperty("nodes").EnumerateArray())
        {
            if (node.GetProperty("ignored").GetBoolean() || !node.TryGetProperty("role", out var role) || !IsControl(role.GetProperty("value").GetString()!))
            {
                continue;
            }

            if (!node.TryGetProperty("name", out var name) || string.IsNullOrWhiteSpace(name.GetProperty("value").GetString()))
            {
                nameless.Add($"{role.GetProperty("value")}: {await HtmlAsync(session, node.GetProperty("backendDOMNodeId").GetInt32())}");
            }
        }

        await session.DetachAsync();
        return [.. nameless];
    }

    /// <summary>
    /// Presses Tab until the focus is where it began: the names (data-testid, id or HTML) of all that had it, with a mark on those that do not show it.
    /// </summary>
    public static async Task<List<(string Name, bool IsSeen)>> TabAroundAsync(IPage page, int most = 400)
    {
        await page.EvaluateAsync("() => { window.tabbed = new Set(); }");
        var stops = new List<(string, bool)>();
        for (var i = 0; i < most; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var stop = await page.EvaluateAsync<FocusStop>(
                """
                () => {
                  const element = document.activeElement;
                  if (element === document.body) return { name: 'body', isSeen: true };
                  if (window.tabbed.has(element)) return { name: '', isSeen: true };
                  window.tabbed.add(element);
                  const shows = one => { const style = getComputedStyle(one); return (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none'; };
                  const box = element.getBoundingClientRect();
                  const isInWindow = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
                  return { name: element.dataset.testid ?? (element.id || element.outerHTML.slice(0, 80)), isSeen: isInWindow && (shows(element) || element.parentElement.matches(':focus-within') && shows(element.parentElement)) };
                }
                """);
            if (stop.Name == "")
            {
                return stops;
            }

            if (stop.Name != "body")
            {
                stops.Add((stop.Name, stop.IsSeen));
            }
        }

        Assert.Fail($"Tab went on for {most} times: a trap?");
        return stops;
    }

    /// <summary>The controls that can be used with a mouse now: their data-testid. Of radio buttons of one name only one is a stop of the keyboard.</summary>
    public static Task<string[]> ControlsAsync(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll('button, input, select, textarea, a[href], summary')]
          .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.type !== 'radio' && element.tabIndex >= 0)
          .map(element => element.dataset.testid ?? (element.id || element.outerHTML.slice(0, 80)))
        """);

    private static bool IsControl(string role) => role is "button" or "link" or "textbox" or "searchbox" or "spinbutton" or "slider" or "switch" or "checkbox" or "radio"
        or "combobox" or "tab" or "listbox" or "option" or "image" or "img" or "region" or "group" or "dialog" or "Canvas";

    private static async Task<string> HtmlAsync(ICDPSession session, int node)
    {
        var html = (await session.SendAsync("DOM.getOuterHTML", new() { ["backendNodeId"] = node }))!.Value.GetProperty("outerHTML").GetString()!;
        return html[..Math.Min(html.Length, 160)];
    }

    private sealed class FocusStop
    {
        public string Name { get; set; } = "";

        public bool IsSeen { get; set; }
    }
}
