using System.Text;
using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

public sealed class YamlTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("server:\n\tport: 1\n", "config/gateway.yaml:2:", "spaces only")]
    [InlineData("server: {port: 1}\nserver: {port: 2}\n", "config/gateway.yaml:2:1: server: ", "written twice, first in line 1")]
    [InlineData("server:\n  port: 1\n  port: 2\n", "config/gateway.yaml:3:3: server.port: ", "written twice, first in line 2")]
    [InlineData("a: &x [*x]\n", "config/gateway.yaml:1:8: a[0]: ", "would never end")]
    [InlineData("a: &x {b: {c: *x}}\n", "config/gateway.yaml:1:15: a.b.c: ", "would never end")]
    [InlineData("a: *x\n", "config/gateway.yaml:1:4: ", "")]
    [InlineData("server: {port: 1}\n---\nserver: {port: 2}\n", "config/gateway.yaml:2:1: ", "second document")]
    [InlineData("- a\n- b\n", "config/gateway.yaml:1:1: ", "must be a section")]
    [InlineData("words", "config/gateway.yaml:1:1: ", "must be a section")]
    [InlineData("? [a]\n: b\n", "config/gateway.yaml:1:3: ", "a name must be a plain word")]
    [InlineData("server: !secret x\n", "config/gateway.yaml:1:9: server: ", "the tag '!secret' means nothing")]
    [InlineData("server: {port: 1\n", "config/gateway.yaml:", "not YAML")]
    [InlineData("a: 'open\n", "config/gateway.yaml:", "not YAML")]
    [InlineData("a: b: c\n", "config/gateway.yaml:1:", "not YAML")]
    [InlineData("%YAML 9.9\n---\na: 1\n", "config/gateway.yaml:1:", "not YAML")]
    [InlineData("a: \"\\q\"\n", "config/gateway.yaml:1:", "not YAML")]
    [InlineData("a: @x\n", "config/gateway.yaml:1:", "not YAML")]
    public void Malformed_files_are_told_with_their_place(string yaml, string place, string words)
    {
        var error = _place.Yaml(yaml).Load().Errors[0].ToString();
        Assert.StartsWith(place, error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# words\n")]
    [InlineData("---\n")]
    [InlineData("{}")]
    [InlineData("\uFEFFserver: {port: 8080}")]
    [InlineData("server:\r\n  port: 8080\r\n")]
    [InlineData("server: &s {port: 8080}\n...\n")]
    public void Small_and_odd_files_load(string yaml) => Assert.Equal(8080, _place.Yaml(yaml).Config().Server.Port);

    [Fact]
    public void Anchors_are_followed()
        => Assert.Equal(9, _place.Yaml("queue: {max_size: &n 9}\nserver: {max_connections: *n}\n").Config().Server.MaxConnections);

    [Fact]
    public void A_few_lines_of_aliases_to_aliases_do_not_fill_the_memory()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) yaml.Append(null, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.Contains("aliases counted", _place.Yaml(yaml.ToString()).Load().Errors[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused()
        => Assert.Contains("nested deeper", _place.Yaml("a: " + new string('[', 100_000)).Load().Errors[0].Problem, StringComparison.Ordinal);

    [Fact]
    public void A_file_above_the_limit_is_refused()
    {
        Assert.Contains("larger than 4194304 bytes", _place.Yaml(new string('#', ConfigText.MostBytes + 1)).Error(), StringComparison.Ordinal);
        Assert.Equal(8080, _place.Yaml(new string('#', ConfigText.MostBytes)).Config().Server.Port);
    }

    [Fact]
    public void A_file_that_is_not_UTF8_is_refused()
    {
        _place.Yaml("");
        File.WriteAllBytes(Path.Combine(_place.Directory, "config/gateway.yaml"), [0x61, 0x3a, 0x20, 0xff]);
        Assert.Contains("not UTF-8", _place.Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        const string seed = "server: &a {host: \"x\\n\", port: 1}\nauth:\n  api_keys:\n  - 'k'\n  - |\n    b\n? x\n: *a\n--- # c\n%TAG ! y\n";
        const string letters = " \n\t:-?,[]{}#&*!|>'\"%@`\\xu0a\uFEFF\0\u2028\ud800";
        var random = new Random(5);
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
            var root = YamlTree.Read(text.ToString(0, random.Next(text.Length)), "x", report);
            if (root is not null) GatewayBinder.Bind(root, new EnvironmentView(new Dictionary<string, string>(), "/"), new Dictionary<string, LoggingLevel>(), report);
            Assert.True(root is not null || report.Errors.Count > 0);
        }
    }
}
