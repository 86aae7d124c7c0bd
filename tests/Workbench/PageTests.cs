using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PaymentCode.Workbench.Tests;

[TestClass]
public partial class PageTests
{
    private static readonly Dictionary<string, string> Files = ReadFiles();
    private static readonly Dictionary<string, string> English = ReadTexts("i18n/en.json");
    private static readonly Dictionary<string, string> Chinese = ReadTexts("i18n/zh.json");

    [TestMethod]
    public void Both_languages_have_the_same_texts()
    {
        Assert.AreEqual("", string.Join(", ", English.Keys.Except(Chinese.Keys)), "without a Chinese text");
        Assert.AreEqual("", string.Join(", ", Chinese.Keys.Except(English.Keys)), "without an English text");
        foreach (var (key, text) in English)
        {
            Assert.AreNotEqual("", text.Trim(), key);
            Assert.AreNotEqual("", Chinese[key].Trim(), key);
            Assert.AreEqual(ValuesIn(text), ValuesIn(Chinese[key]), $"{key}: the values in both texts");
        }
    }

    [TestMethod]
    public void Every_text_that_the_page_asks_for_exists()
    {
        var groups = English.Keys.Select(key => key.Split('.')[0]).ToHashSet();
        var asked = 0;
        foreach (var (path, content) in Files.Where(file => file.Key.EndsWith(".js", StringComparison.Ordinal)))
        {
            foreach (var literal in Literal().Matches(content).Select(match => match.Groups["text"].Value).Where(text => groups.Contains(text.Split('.')[0])))
            {
                asked++;
                var isWhole = !literal.Contains("${", StringComparison.Ordinal);
                var beginning = literal.Split("${")[0];
                Assert.IsTrue(isWhole ? English.ContainsKey(literal) : English.Keys.Any(key => key.StartsWith(beginning, StringComparison.Ordinal)), $"{path}: {literal}");
            }

            foreach (var call in Call().Matches(content).Select(match => match.Groups["text"].Value))
            {
                Assert.IsTrue(English.ContainsKey(call), $"{path}: {call}");
            }

            foreach (var group in Word().Matches(content).Select(match => match.Groups["group"].Value))
            {
                Assert.Contains(group, groups, path);
            }
        }

        foreach (var key in Attribute().Matches(Files["index.html"]).Select(match => match.Groups["text"].Value))
        {
            asked++;
            Assert.IsTrue(English.ContainsKey(key), $"index.html: {key}");
        }

        Assert.IsGreaterThan(100, asked);
    }

    [TestMethod]
    public void Every_refusal_that_the_bank_can_give_has_words_in_both_languages()
    {
        var problems = SourcesOf("Bank").SelectMany(text => Refused().Matches(text)).Concat(SourcesOf("Workbench").SelectMany(text => Refused().Matches(text)))
            .Select(match => match.Groups["name"].Value).Concat(["malformed", "not-found", "not-authenticated", "too-large", "busy", "failed"]).ToHashSet();
        HasWords("problem", problems, least: 50);

        // Reasons are constants of those who decide; the document lists them too.
        var deciding = SourcesOf("Bank").Where(text => Deciding().IsMatch(text)).SelectMany(text => Constant().Matches(text)).Select(match => match.Groups["name"].Value);
        var listed = File.ReadAllLines(PathOf("docs/API.md")).SkipWhile(line => !line.StartsWith("| reason", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => Quoted().Matches(line.Split('|')[1])).Select(match => match.Groups["name"].Value);
        HasWords("reason", [.. deciding, .. listed, "session-refused", "not-reached", "terminal-refused", "unexpected-answer", "journal", "not-dispensed"], least: 35);

        HasWords("audit", [.. SourcesOf("Bank").SelectMany(text => Audited().Matches(text)).Select(match => match.Groups["name"].Value)], least: 40);
    }

    [TestMethod]
    public async Task The_page_and_all_that_it_names_is_served_and_runs_nothing_of_others()
    {
        await using var site = await Site.OpenAsync();
        var page = await site.Client.GetAsync("/");
        Assert.AreEqual(HttpStatusCode.OK, page.StatusCode);
        Assert.AreEqual("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("default-src 'self';", page.Headers.GetValues("Content-Security-Policy").Single());

        var imports = Files.Where(file => file.Key.EndsWith(".js", StringComparison.Ordinal))
            .SelectMany(file => Import().Matches(file.Value).Select(match => new Uri(new Uri(site.Client.BaseAddress!, file.Key), match.Groups["path"].Value).AbsolutePath));
        var named = Named().Matches(Files["index.html"]).Select(match => match.Groups["path"].Value).Concat(imports).Distinct().ToList();
        CollectionAssert.Contains(named, "/favicon.svg");
        foreach (var path in named)
        {
            Assert.AreEqual(HttpStatusCode.OK, (await site.Client.GetAsync(path)).StatusCode, path);
        }
    }

    [TestMethod]
    public void Nothing_in_the_page_is_against_its_own_policy()
    {
        foreach (var (path, content) in Files)
        {
            Assert.IsFalse(Inline().IsMatch(content), $"{path}: a style attribute, an inline script or a handler in the markup");
            Assert.DoesNotContain("innerHTML", content, path);
        }
    }

    private static void HasWords(string group, HashSet<string> names, int least)
    {
        Assert.IsGreaterThanOrEqualTo(least, names.Count, $"too few were found in the sources: {group}");
        foreach (var name in names)
        {
            Assert.IsTrue(English.ContainsKey($"{group}.{name}"), $"no English words for {group} {name}");
            Assert.IsTrue(Chinese.TryGetValue($"{group}.{name}", out var text) && Han().IsMatch(text), $"no Chinese words for {group} {name}");
        }
    }

    private static string PathOf(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../..", path);

    private static IEnumerable<string> SourcesOf(string part) => Directory.GetFiles(PathOf("host-bridge/" + part), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)).Select(File.ReadAllText);

    private static string ValuesIn(string text) => string.Join(',', Value().Matches(text).Select(match => match.Value).Order());

    private static Dictionary<string, string> ReadFiles()
    {
        var assembly = typeof(WorkbenchApp).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith("wwwroot/", StringComparison.Ordinal)).ToDictionary(name => name["wwwroot/".Length..], name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        });
    }

    private static Dictionary<string, string> ReadTexts(string path)
    {
        var texts = new Dictionary<string, string>();
        void Take(string prefix, JsonObject group)
        {
            foreach (var (name, value) in group)
            {
                if (value is JsonObject inner)
                {
                    Take(prefix + name + ".", inner);
                }
                else
                {
                    texts.Add(prefix + name, value!.GetValue<string>());
                }
            }
        }

        Take("", JsonNode.Parse(Files[path])!.AsObject());
        return texts;
    }

    // 'group.name' or `group.name-${…}`, but for the names that stories know controls by.
    [GeneratedRegex(@"(?<!control: )(?<quote>['`])(?<text>[a-z]+(-[a-z]+)*\.[A-Za-z0-9.${}_-]+?)\k<quote>")]
    private static partial Regex Literal();

    // new Refusal("name", 409, …), Refusals.Of("name", 409, …)
    [GeneratedRegex(@"(Refusal|new|Of)\(\s*""(?<name>[a-z]+(-[a-z]+)*)"",\s*[0-9]{3}")]
    private static partial Regex Refused();

    [GeneratedRegex(@"(class OrderReason|record PaymentVerdict|record Verification|record FrameReading)\b")]
    private static partial Regex Deciding();

    [GeneratedRegex(@"const string \w+ = ""(?<name>[a-z]+(-[a-z]+)*)""")]
    private static partial Regex Constant();

    [GeneratedRegex(@"const string \w+ = ""(?<name>[a-z-]+\.[a-z-]+)""")]
    private static partial Regex Audited();

    [GeneratedRegex("`(?<name>[a-z-]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[\u4E00-\u9FFF]")]
    private static partial Regex Han();

    [GeneratedRegex(@"\bt\('(?<text>[^']+)'")]
    private static partial Regex Call();

    [GeneratedRegex(@"\bword\('(?<group>[^']+)'")]
    private static partial Regex Word();

    [GeneratedRegex(@"data-i18n[a-z-]*=""(?<text>[^""]+)""")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"(href|src)=""(?<path>/[^""]+)""")]
    private static partial Regex Named();

    [GeneratedRegex(@"from '(?<path>\.[^']+)'")]
    private static partial Regex Import();

    [GeneratedRegex(@"\sstyle=""|<script>|\son[a-z]+=""|\['style'|setAttribute\('style'")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Value();
}
