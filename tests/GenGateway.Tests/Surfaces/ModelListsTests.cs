using System.Buffers;
using System.Text;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Tests.Surfaces;

public sealed class ModelListsTests
{
    private static readonly DateTimeOffset Early = DateTimeOffset.FromUnixTimeSeconds(100);
    private static readonly DateTimeOffset Late = DateTimeOffset.FromUnixTimeSeconds(200);

    private static readonly Caller Anybody = new(null, null);

    private readonly ModelList _list = new(new BackendCatalogue(
    [
        new PlayedBackend("one", new ModelEntry("org/m", "org/m", [Capability.Chat], Late)) { Origin = "file" },
        new PlayedBackend("two", new ModelEntry("org/m", "org/m", [Capability.Chat, Capability.Completion], Early), new ModelEntry("tiny", "tiny", [Capability.Completion], Late)) { Origin = "built-in" },
    ]));

    [Fact]
    public void A_model_of_several_backends_is_listed_once() => Assert.Equal(
        """{"object":"list","data":[{"id":"org/m","object":"model","created":100,"owned_by":"one","capabilities":["chat","completion"],"backends":["one","two"]},{"id":"tiny","object":"model","created":200,"owned_by":"gengateway","capabilities":["completion"],"backends":["two"]}]}""",
        Written(output => _list.Write(Anybody, output)));

    [Fact]
    public void One_model_is_the_same_item() => Assert.Equal(
        """{"id":"tiny","object":"model","created":200,"owned_by":"gengateway","capabilities":["completion"],"backends":["two"]}""",
        Written(output => Assert.Null(_list.WriteOne(Anybody, "tiny", output))));

    [Fact]
    public void An_unknown_model_is_named_with_the_way_to_the_list()
    {
        var failure = _list.WriteOne(Anybody, "nope", new ArrayBufferWriter<byte>());
        Assert.Equal(FailureKind.ModelNotFound, failure?.Kind);
        Assert.Contains("'nope'", failure?.Message, StringComparison.Ordinal);
        Assert.Contains("/v1/models", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_sees_the_models_that_it_may_use_and_no_others()
    {
        var caller = new Caller("k", null) { Models = ["two/tiny"] };

        var list = Written(output => _list.Write(caller, output));

        Assert.Contains("tiny", list, StringComparison.Ordinal);
        Assert.DoesNotContain("org/m", list, StringComparison.Ordinal);
        Assert.Null(_list.WriteOne(caller, "tiny", new ArrayBufferWriter<byte>()));
        Assert.Equal(FailureKind.ModelNotFound, _list.WriteOne(caller, "org/m", new ArrayBufferWriter<byte>())?.Kind);
    }

    [Fact]
    public void An_alias_is_listed_as_what_it_stands_for()
    {
        var list = new ModelList(
            new BackendCatalogue([new PlayedBackend("one", new ModelEntry("m", "m", [Capability.Chat], Early), new ModelEntry("n", "n", [Capability.Chat], Early)) { Origin = "file" }]),
            static () => new Dictionary<string, string> { ["gpt"] = "m", ["named"] = "one/m", ["n"] = "m", ["lost"] = "nothing" });

        Assert.Equal(["m", "n", "gpt", "named"], Ids(list, Anybody));
        Assert.Equal("""{"id":"gpt","object":"model","created":100,"owned_by":"one","capabilities":["chat"],"backends":["one"]}""", Written(output => Assert.Null(list.WriteOne(Anybody, "gpt", output))));
        // By its own name, or by that of the model behind it.
        Assert.Equal(["gpt"], Ids(list, new Caller("k", null) { Models = ["gpt"] }));
        Assert.Equal(["m", "gpt", "named"], Ids(list, new Caller("k", null) { Models = ["m"] }));
    }

    private static string[] Ids(ModelList list, Caller caller)
    {
        using var json = JsonDocument.Parse(Written(output => list.Write(caller, output)));
        return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("id").GetString()!)];
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
