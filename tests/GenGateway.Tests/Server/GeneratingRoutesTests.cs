using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Server.Http;
using GenGateway.Surfaces;

namespace GenGateway.Tests.Server;

/// <summary>The table of routes that generate, held against the server that answers them.</summary>
public sealed class GeneratingRoutesTests
{
    // A body that every route reads as a request, each by its own members.
    private static readonly Dictionary<string, string> Bodies = new()
    {
        [GeneratingRoutes.Chat] = """ "messages":[{"role":"user","content":"Hi"}] """,
        [GeneratingRoutes.Completion] = """ "prompt":"Hi" """,
        [GeneratingRoutes.Embeddings] = """ "input":"Hi" """,
        [GeneratingRoutes.Responses] = """ "input":"Hi" """,
        [GeneratingRoutes.Messages] = """ "max_tokens":5,"messages":[{"role":"user","content":"Hi"}] """,
        [GeneratingRoutes.Images] = """ "prompt":"Hi" """,
        [GeneratingRoutes.ImageEdits] = """ "prompt":"Hi" """,
        [GeneratingRoutes.ImageVariations] = """ "n":1 """,
        [GeneratingRoutes.Txt2Img] = """ "prompt":"Hi" """,
        [GeneratingRoutes.Img2Img] = """ "init_images":["iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="] """,
        [GeneratingRoutes.OllamaChat] = """ "messages":[{"role":"user","content":"Hi"}] """,
        [GeneratingRoutes.OllamaGenerate] = """ "prompt":"Hi" """,
        [GeneratingRoutes.OllamaEmbed] = """ "input":"Hi" """,
        [GeneratingRoutes.OllamaEmbeddings] = """ "prompt":"Hi" """,
        [GeneratingRoutes.Inference] = """ "text":"Hi" """,
    };

    [Fact]
    public async Task An_errors_shape_is_the_one_that_the_table_has()
    {
        await using var server = await RunningServer.StartAsync();
        // Forms are refused for their media type before anything else.
        foreach (var route in server.Parts.Generating.All.Where(static route => !route.Surface.TakesForms))
        {
            using var response = await server.PostAsync(route.Path, BodyOf(route.Path, "nobody"));
            using var told = JsonDocument.Parse(await RunningServer.TextAsync(response));
            var expected = new ArrayBufferWriter<byte>();
            ErrorBody.Write(expected, GeneratingRoutes.ErrorsOf(route.Surface.Name), new Failure(FailureKind.ModelNotFound, "None."), "r");
            using var shape = JsonDocument.Parse(expected.WrittenMemory);
            Assert.Equal((route.Path, 404, NamesOf(shape)), (route.Path, (int)response.StatusCode, NamesOf(told)));
        }
    }

    [Fact]
    public async Task Every_route_that_generates_can_be_explained()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var route in server.Parts.Generating.All)
        {
            using var response = await server.PostAsync("/admin/explain", $$"""{"route":"{{route.Path}}","body":{{BodyOf(route.Path, "m")}}}""");
            using var explained = JsonDocument.Parse(await RunningServer.TextAsync(response));
            Assert.Equal((200, route.Path), ((int)response.StatusCode, explained.RootElement.GetProperty("route").GetString()));
            // The only backend has neither embeddings nor pictures.
            var isServed = !route.Path.StartsWith("/v1/images/", StringComparison.Ordinal) && !route.Path.StartsWith("/sdapi/", StringComparison.Ordinal) && route.Path is not (GeneratingRoutes.Embeddings or GeneratingRoutes.OllamaEmbed or GeneratingRoutes.OllamaEmbeddings);
            Assert.Equal((route.Path, isServed), (route.Path, explained.RootElement.GetProperty("refusal").ValueKind == JsonValueKind.Null));
        }

        Assert.Null(server.Backend.Last);
    }

    [Theory]
    [InlineData("""{"model":"m","input":"Hi"}""", "route")]
    [InlineData("""{"route":"/v1/models","body":{"model":"m","input":"Hi"}}""", "route")]
    [InlineData("""{"route":"/v1/responses","body":{"model":"m","input":"Hi","previous_response_id":"resp_none"}}""", "previous_response_id")]
    public async Task What_cannot_be_explained_is_refused_by_name(string body, string param)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/admin/explain", body);
        using var told = JsonDocument.Parse(await RunningServer.TextAsync(response));
        Assert.Equal((400, param), ((int)response.StatusCode, told.RootElement.GetProperty("error").GetProperty("param").GetString()));
    }

    private static string BodyOf(string path, string model) => $$"""{"model":"{{model}}",{{Bodies[path]}}}""";

    private static string NamesOf(JsonDocument body) =>
        string.Join(' ', body.RootElement.EnumerateObject().Select(static member => $"{member.Name}:{member.Value.ValueKind}"));
}
