using System.Text;
using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Tests.Text.Scheduler;

public sealed class StopMatcherTests
{
    [Theory]
    [InlineData("hello world", new[] { "wor" }, "hello ", true)]
    [InlineData("hello world", new[] { "xyz" }, "hello world", false)]
    [InlineData("aaab", new[] { "aab" }, "a", true)]
    [InlineData("abababc", new[] { "ababc" }, "ab", true)]
    [InlineData("one\n\ntwo", new[] { "\n\n" }, "one", true)]
    [InlineData("stop", new[] { "stop" }, "", true)]
    [InlineData("sto", new[] { "stop" }, "sto", false)]
    [InlineData("abcd", new[] { "cd", "bcd" }, "a", true)]
    [InlineData("abcd", new[] { "abcde", "bc" }, "a", true)]
    [InlineData("smile 😀 end", new[] { "😀" }, "smile ", true)]
    [InlineData("smile 😁 end", new[] { "😀" }, "smile 😁 end", false)]
    [InlineData("anything", new string[0], "anything", false)]
    public void Text_before_the_first_stop_string_comes_out_however_it_is_split(string text, string[] stops, string expected, bool isStopped)
    {
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var (output, matcher) = Feed(text, stops, random);
            Assert.Equal(expected, output);
            Assert.Equal(isStopped, matcher.Stopped is not null);
        }
    }

    [Fact]
    public void Random_texts_and_stop_strings_give_what_a_search_gives()
    {
        var random = new Random(2);
        for (var round = 0; round < 5_000; round++)
        {
            var text = Letters(random, random.Next(0, 30));
            var stops = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters(random, random.Next(1, 5))).ToArray();

            // The first stop string to be complete ends the text; of several the one that began first.
            var hits = stops.Select(stop => (start: text.IndexOf(stop, StringComparison.Ordinal), stop.Length)).Where(hit => hit.start >= 0)
                .OrderBy(hit => hit.start + hit.Length).ThenBy(hit => hit.start).ToList();
            var expected = hits.Count == 0 ? text : text[..hits[0].start];

            var (output, matcher) = Feed(text, stops, random);
            var stopped = hits.Count == 0 ? null : text.Substring(hits[0].start, hits[0].Length);
            Assert.Equal((text, string.Join('|', stops), expected, stopped), (text, string.Join('|', stops), output, matcher.Stopped));
        }
    }

    [Fact]
    public void Text_that_cannot_begin_a_stop_string_is_not_held_back()
    {
        var matcher = new StopMatcher(["END"]);
        Assert.Equal("abc", matcher.Append("abc"));
        Assert.Equal("x", matcher.Append("xE"));
        Assert.Equal("", matcher.Append("N"));
        Assert.Equal("ENT", matcher.Append("T"));
    }

    [Fact]
    public void Nothing_comes_out_after_a_stop_string()
    {
        var matcher = new StopMatcher(["."]);
        Assert.Equal("a", matcher.Append("a.b"));
        Assert.Equal("", matcher.Append("c") + matcher.Flush());
    }

    private static (string Output, StopMatcher Matcher) Feed(string text, string[] stops, Random random)
    {
        var matcher = new StopMatcher(stops);
        var output = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var length = random.Next(0, text.Length - at + 1);
            output.Append(matcher.Append(text.Substring(at, length)));
            at += length;
        }

        return (output.Append(matcher.Flush()).ToString(), matcher);
    }

    private static string Letters(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => "abc"[random.Next(3)]));
}
