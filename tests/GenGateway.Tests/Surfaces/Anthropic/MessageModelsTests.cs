using System.Buffers;
using System.Text;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Anthropic;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Tests.Surfaces.Anthropic;

public sealed class MessageModelsTests
{
    private static readonly DateTimeOffset Early = DateTimeOffset.FromUnixTimeSeconds(100);
    private static readonly Caller Anybody = new(null, null);

    private readonly MessageModels _models = new(new ModelList(new BackendCatalogue(
    [
        new PlayedBackend("one", [.. "abcde".Select(static name => new ModelEntry(name.ToString(), name.ToString(), [Capability.Chat], Early))]) { Origin = "file" },
        new PlayedBackend("two", new ModelEntry("paint", "paint", [Capability.Image], Early)) { Origin = "file" },
    ])));

    [Fact]
    public void A_page_has_Anthropics_shape() => Assert.Equal(
        """{"data":[{"type":"model","id":"a","display_name":"a","created_at":"1970-01-01T00:01:40Z"},{"type":"model","id":"b","display_name":"b","created_at":"1970-01-01T00:01:40Z"}],"has_more":true,"first_id":"a","last_id":"b"}""",
        Written(output => Assert.Null(_models.Write(Anybody, 2, null, null, output))));

    [Theory]
    [InlineData(20, null, null, "abcde", false)]
    [InlineData(2, "b", null, "cd", true)]
    [InlineData(2, "c", null, "de", false)]
    [InlineData(2, "e", null, "", false)]
    [InlineData(2, null, "e", "cd", true)]
    [InlineData(4, null, "c", "ab", false)]
    [InlineData(4, null, "a", "", false)]
    public void Pages_follow_each_other_both_ways(int limit, string? after, string? before, string ids, bool hasMore)
    {
        using var json = JsonDocument.Parse(Written(output => Assert.Null(_models.Write(Anybody, limit, after, before, output))));

        Assert.Equal(ids, string.Concat(json.RootElement.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("id").GetString())));
        Assert.Equal(hasMore, json.RootElement.GetProperty("has_more").GetBoolean());
        Assert.Equal(ids.Length == 0 ? null : ids[..1], json.RootElement.GetProperty("first_id").GetString());
    }

    [Fact]
    public void One_model_is_the_same_item() => Assert.Equal(
        """{"type":"model","id":"c","display_name":"c","created_at":"1970-01-01T00:01:40Z"}""",
        Written(output => Assert.Null(_models.WriteOne(Anybody, "c", output))));

    [Fact]
    public void What_does_not_chat_and_what_there_is_not_are_unknown()
    {
        Assert.Equal(FailureKind.ModelNotFound, _models.WriteOne(Anybody, "paint", new ArrayBufferWriter<byte>())?.Kind);
        Assert.Equal("after_id", _models.Write(Anybody, 2, "nobody", null, new ArrayBufferWriter<byte>())?.Param);
        Assert.Equal("before_id", _models.Write(Anybody, 2, null, "nobody", new ArrayBufferWriter<byte>())?.Param);
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
