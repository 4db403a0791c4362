using System.Text;
using System.Text.Json.Nodes;
using GenGateway.Backends.Http;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends;

/// <summary>What the relay changes in a client's body, wherever the members stand.</summary>
public sealed class BodyEditsTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    [Theory]
    [InlineData("", "")]
    [InlineData("\"stream_options\":null", "")]
    [InlineData("\"stream_options\":{}", "")]
    [InlineData("\"stream_options\":{\"include_usage\":false}", "")]
    [InlineData("\"stream_options\":{\"x\":1}", ",\"x\":1")]
    public void Whatever_the_order_the_backend_gets_its_model_and_our_wish_and_nothing_of_ours(string options, string kept)
    {
        var expected = JsonNode.Parse($$$"""{"model":"upstream",{{{Messages}}},"stream":true,"stream_options":{"include_usage":true{{{kept}}}} }""");
        foreach (var own in new[] { "", "\"backend\":\"b\"" })
        {
            foreach (var model in new[] { "", "\"model\":\"m\"" })
            {
                foreach (var order in Orders([.. new[] { own, model, options, Messages, "\"stream\":true" }.Where(static member => member.Length > 0)]))
                {
                    foreach (var space in new[] { "", " " })
                    {
                        var body = $"{{{space}{string.Join($"{space},{space}", order)}{space}}}";
                        var edited = Edited(body);
                        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(edited)), $"{body} became {edited}");
                    }
                }
            }
        }
    }

    private static string Edited(string body)
    {
        var wire = Decoding.Request(new ChatSurface(), body).Wire!;
        return string.Concat(BodyEdits.Apply(wire.Bytes, wire.Peeked, "\"upstream\""u8.ToArray(), asksForUsage: true).Select(static piece => Encoding.UTF8.GetString(piece.Span)));
    }

    private static IEnumerable<string[]> Orders(string[] members)
    {
        if (members.Length < 2)
            return [members];
        return members.SelectMany((first, place) => Orders([.. members.Where((_, other) => other != place)]).Select(rest => (string[])[first, .. rest]));
    }
}
