using System.Buffers;
using System.Text;
using System.Text.Json;
using GenGateway.Backends.Http;

namespace GenGateway.Tests.Backends.Http;

public sealed class LongTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("short\n\"text\"")]
    [InlineData("x")]
    [InlineData("line\n\t\"\\")]
    [InlineData("ä漢")]
    [InlineData("😀")]
    [InlineData("a😀")]
    public void A_text_in_pieces_is_the_same_as_in_one(string unit)
    {
        // Of lengths around a piece's, so that pairs of surrogates lie across its end.
        foreach (var length in new[] { 1, 16_383, 16_384, 16_385, 40_000 })
        {
            var text = string.Concat(Enumerable.Repeat(unit, (length + unit.Length) / Math.Max(1, unit.Length)));
            var pieces = Encoding.UTF8.GetString(RequestJson.Write(json =>
            {
                json.WriteText("a", text);
                json.WriteStartArray("b");
                json.WriteTextValue(text);
                json.WriteTextValue(text);
                json.WriteEndArray();
            }).Span);
            var whole = Encoding.UTF8.GetString(RequestJson.Write(json =>
            {
                json.WriteString("a", text);
                json.WriteStartArray("b");
                json.WriteStringValue(text);
                json.WriteStringValue(text);
                json.WriteEndArray();
            }).Span);
            Assert.Equal(whole, pieces);
        }
    }

    [Fact]
    public void A_long_text_that_is_escaped_takes_no_room_for_the_worst()
    {
        var text = string.Concat(Enumerable.Repeat(new string('x', 79) + "\n", 25_000));
        var output = new ArrayBufferWriter<byte>(4 << 20);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        var before = GC.GetAllocatedBytesForCurrentThread();
        json.WriteTextValue(text);
        json.Flush();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, text.Length);
    }
}
