using System.Globalization;
using System.Reflection;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal.Tests;

/// <summary>The characters of the terminal's font.</summary>
[TestClass]
public sealed class FontTests
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public;

    private static readonly TerminalFont Font = new();
    private static readonly string[] Words = [.. Texts(TerminalApplet.LanguageEnglish), .. Texts(TerminalApplet.LanguageChinese)];

    [TestMethod]
    public void Every_character_of_the_screens_words_is_in_the_font()
    {
        Assert.AreEqual("", Missing(Words.SelectMany(words => words)));
    }

    // A configuration, a directive and a card's text are printable ASCII; an amount is digits and a point.
    [TestMethod]
    public void Every_character_that_comes_from_outside_is_in_the_font()
    {
        Assert.AreEqual("", Missing(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)));
    }

    [TestMethod]
    public void The_font_has_no_Chinese_character_that_no_screen_shows()
    {
        Assert.AreEqual("", new string([.. All().Where(character => !TerminalFont.IsLatin(character)).Except(Words.SelectMany(words => words))]));
    }

    [TestMethod]
    public void No_two_characters_look_alike_and_only_the_space_is_blank()
    {
        Dictionary<string, char> seen = [];
        foreach (char character in All())
        {
            int[] lines = Lines(character);
            Assert.IsTrue(seen.TryAdd(string.Join(' ', lines), character), $"{character} looks like another one");
            Assert.AreEqual(character == ' ', lines.All(line => line == 0), $"{character}");
        }
    }

    [TestMethod]
    public void No_character_touches_its_right_neighbour_or_leaves_its_cell()
    {
        foreach (char character in All())
        {
            int inside = TerminalFont.IsLatin(character) ? 0xFE00 : 0xFFFE;
            Assert.IsTrue(Lines(character).All(line => (line & ~inside) == 0), $"{character}");
        }
    }

    [TestMethod]
    public void A_character_that_the_font_lacks_is_blank()
    {
        foreach (char character in "\n\u007f\u00e9龍")
        {
            Assert.IsFalse(Font.Has(character));
            Assert.IsTrue(Lines(character).All(line => line == 0));
        }
    }

    private static string Missing(IEnumerable<char> characters) => new([.. characters.Where(character => !Font.Has(character)).Distinct()]);

    private static IEnumerable<char> All() => Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(Font.Has);

    private static int[] Lines(char character) => [.. Enumerable.Range(0, TerminalFont.Height).Select(line => Font.Line(character, line))];

    // The firmware keeps its words to itself.
    private static string[] Texts(byte language)
    {
        Assembly firmware = typeof(TerminalFont).Assembly;
        Type texts = firmware.GetType("PaymentCode.Terminal.Texts", throwOnError: true)!;
        Type say = firmware.GetType("PaymentCode.Terminal.Say", throwOnError: true)!;
        object words = Activator.CreateInstance(texts)!;
        texts.GetProperty("Language", Instance)!.SetValue(words, language);
        PropertyInfo word = texts.GetProperty("Item", Instance)!;
        return [.. Enum.GetValues(say).Cast<object>().Select(which => Convert.ToString(word.GetValue(words, [which]), CultureInfo.InvariantCulture)!)];
    }
}
