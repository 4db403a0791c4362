using System.Text;
using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

public sealed class TomlTests
{
    [Fact]
    public void Tables_lists_texts_and_comments_are_read()
    {
        var root = Read("""
            # c
            a = 1_000 # d
            "b c" = "x\n\u00e9\U0001F600\"" # e
            d.e.f = 'C:\n'
            [t]
            on = true
            g = [1, "#", [ -2.5, # in
              false ], ]
            [t.u]
            x = +3
            [[l]]
            n = 0
            [l.m]
            k = 1
            [[l]]
            n = 1
            """)!;
        Assert.Equal("a=1000|b c=x\né😀\"|d.e.f=C:\\n|t.on=true|t.g[0]=1|t.g[1]=#|t.g[2][0]=-2.5|t.g[2][1]=false|t.u.x=3|l[0].n=0|l[0].m.k=1|l[1].n=1", Show(root));
        Assert.Equal("f:4:9", root.Children["d"].Children["e"].Children["f"].Origin.ToString());
        Assert.Equal("f:11:1", root.Children["l"].Items[0].Origin.ToString());
    }

    [Theory]
    [InlineData("a = {b = 1}", "f:1:5: not read as TOML: an inline table is not read")]
    [InlineData("a = \"\"\"x\"\"\"", "f:1:5: not read as TOML: a text of several lines is not read")]
    [InlineData("\na = '''x'''", "f:2:5")]
    [InlineData("a = x", "'x' is neither a number nor true or false; write text in quotes")]
    [InlineData("a = 2027-01-01", "write text in quotes")]
    [InlineData("a = 0x1F", "write text in quotes")]
    [InlineData("a = ", "a value must stand here, not the end")]
    [InlineData("a = 1 b = 2", "nothing may follow here")]
    [InlineData("a = 1\na = 2", "f:2:1: a: written twice")]
    [InlineData("[a]\nb = 1\n[a]\n", "f:3:1: a: written twice, first in line 1")]
    [InlineData("a = 1\n[a]\n", "f:2:1: not read as TOML: a is a value above and a table here")]
    [InlineData("[a]\n[[a]]\n", "a is written above as something else")]
    [InlineData("[[a]]\n[a]\n", "f:2:1: a: written twice, first in line 1")]
    [InlineData("[a\nb = 1", "the header must end with ]")]
    [InlineData("[[a]\nb = 1", "the header must end with ]]")]
    [InlineData("a = [1, 2", "the list is not closed with ]")]
    [InlineData("a = [1 2]", "a comma or ] must stand here, not '2'")]
    [InlineData("a = \"x", "the text is not closed with \"")]
    [InlineData("a = \"\\q\"", "after \\ stands one of")]
    [InlineData("a = \"\\uD800\"", "4 hexadecimal digits")]
    [InlineData("= 1", "a name must stand here")]
    [InlineData("a. = 1", "a name must stand here")]
    [InlineData("a", "must be name = value")]
    public void What_is_not_read_is_told_with_its_place(string text, string words)
    {
        var report = new LoadReport();
        TomlTree.Read(text, "f", report);
        Assert.Contains(words, Assert.Single(report.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_is_bounded()
    {
        var report = new LoadReport();
        Assert.Null(TomlTree.Read("a = " + new string('[', 100_000), "f", report));
        Assert.Null(TomlTree.Read(string.Join('.', Enumerable.Repeat("a", 1000)) + " = 1", "f", report));
        Assert.All(report.Errors, error => Assert.Contains("nested deeper than 32", error.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_the_file_holds_the_answer_is_settings_or_errors()
    {
        const string seed = "a = \"x\\n\"\n[t]\nb = [1, 'y']\n[[l]]\nc.d = true # z\n[l.m]\ne = 1.5\n";
        const string letters = " \n\t\r=.[]{}\"'\\#,ua01_-+\0\uFEFF\ud800";
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder(seed);
            for (var edits = random.Next(1, 6); edits > 0; edits--)
            {
                var at = random.Next(text.Length);
                if (random.Next(2) == 0) text.Remove(at, 1);
                text.Insert(at, letters[random.Next(letters.Length)]);
            }

            var report = new LoadReport();
            var root = TomlTree.Read(text.ToString(0, random.Next(text.Length)), "x", report);
            Assert.True(root is not null || report.Errors.Count > 0);
        }
    }

    private static ConfigNode? Read(string text)
    {
        var report = new LoadReport();
        var root = TomlTree.Read(text, "f", report);
        Assert.Empty(report.Errors);
        return root;
    }

    private static string Show(ConfigNode node) => node.Kind == ConfigNodeKind.Value
        ? $"{node.Path}={node.Text}"
        : string.Join('|', node.Children.Values.Concat(node.Items).Select(Show));
}
