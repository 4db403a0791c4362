using System.Buffers;
using System.Text;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Tests.Surfaces;

public sealed class ModelListsTests
{
    private static readonly DateTimeOffset Early = DateTimeOffset.FromUnixTimeSeconds(100);
    private static readonly DateTimeOffset Late = DateTimeOffset.FromUnixTimeSeconds(200);

    private readonly ModelList _list = new(new BackendCatalogue(
    [
        new PlayedBackend("one", new ModelEntry("org/m", "org/m", [Capability.Chat], Late)) { Origin = "file" },
        new PlayedBackend("two", new ModelEntry("org/m", "org/m", [Capability.Chat, Capability.Completion], Early), new ModelEntry("tiny", "tiny", [Capability.Completion], Late)) { Origin = "built-in" },
    ]));

    [Fact]
    public void A_model_of_several_backends_is_listed_once() => Assert.Equal(
        """{"object":"list","data":[{"id":"org/m","object":"model","created":100,"owned_by":"one","capabilities":["chat","completion"],"backends":["one","two"]},{"id":"tiny","object":"model","created":200,"owned_by":"gengateway","capabilities":["completion"],"backends":["two"]}]}""",
        Written(_list.Write));

    [Fact]
    public void One_model_is_the_same_item() => Assert.Equal(
        """{"id":"tiny","object":"model","created":200,"owned_by":"gengateway","capabilities":["completion"],"backends":["two"]}""",
        Written(output => Assert.Null(_list.WriteOne("tiny", output))));

    [Fact]
    public void An_unknown_model_is_named_with_the_way_to_the_list()
    {
        var failure = _list.WriteOne("nope", new ArrayBufferWriter<byte>());
        Assert.Equal(FailureKind.ModelNotFound, failure?.Kind);
        Assert.Contains("'nope'", failure?.Message, StringComparison.Ordinal);
        Assert.Contains("/v1/models", failure?.Message, StringComparison.Ordinal);
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
