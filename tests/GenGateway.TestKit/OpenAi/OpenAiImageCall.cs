using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>A request for pictures that was found to be right, and what answers it.</summary>
internal sealed class OpenAiImageCall(ReceivedRequest request, JsonObject body, IReadOnlyList<FormPart> inputs, string model, long created)
{
    private readonly OpenAiImageRules rules = OpenAiImageRules.Of(model);

    public ReceivedRequest Request => request;

    public JsonObject Body => body;

    public string Model => model;

    public long Created => created;

    public int Count => Json.Number(body, "n") ?? 1;

    public bool Streams => Json.IsTrue(body, "stream");

    /// <summary>dall-e gives links unless it is told otherwise, its imitators only if they are told to.</summary>
    public bool GivesLinks => Json.Text(body, "response_format") is { } form ? form == "url" : rules == OpenAiImageRules.DallE2 || rules == OpenAiImageRules.DallE3;

    private string Size => Json.Text(body, "size") is { } size and not "auto" ? size : "1024x1024";

    private string Quality => Json.Text(body, "quality") is { } quality and not "auto" ? quality : "high";

    private string Format => Json.Text(body, "output_format") ?? "png";

    private string Background => Json.Text(body, "background") is { } background and not "auto" ? background : "opaque";

    private string Prompt => Json.Text(body, "prompt") ?? "";

    private string EventName => request.Path.EndsWith("/edits", StringComparison.Ordinal) ? "image_edit" : "image_generation";

    private int Partials => Json.Number(body, "partial_images") ?? 0;

    /// <summary>The picture of one place, or how it looks while it is not done.</summary>
    public byte[] Paint(int index, int? unfinished = null)
    {
        var seed = FakePixels.Mix(index, Encoding.UTF8.GetBytes(Prompt));
        foreach (var input in inputs)
            seed = FakePixels.Mix(seed, input.Bytes);
        if (unfinished is { } stage)
            seed = FakePixels.Mix(seed, stage);
        var sides = Size.Split('x');
        var (width, height) = (int.Parse(sides[0], CultureInfo.InvariantCulture), int.Parse(sides[1], CultureInfo.InvariantCulture));
        return Format switch
        {
            "jpeg" => FakeJpeg.Of(width, height, seed),
            "webp" => FakeWebp.Of(width, height, seed),
            _ => FakePng.Of(width, height, seed),
        };
    }

    /// <param name="link">Keeps a picture and says where it can be fetched.</param>
    public JsonObject Whole(Func<byte[], string> link)
    {
        var data = new JsonArray([.. Enumerable.Range(0, Count).Select(index => (JsonNode)One(index, link))]);
        if (rules != OpenAiImageRules.Gpt)
            return new JsonObject { ["created"] = created, ["data"] = data };
        return new JsonObject
        {
            ["created"] = created,
            ["background"] = Background,
            ["data"] = data,
            ["output_format"] = Format,
            ["quality"] = Quality,
            ["size"] = Size,
            ["usage"] = Usage(Count, 0),
        };
    }

    /// <param name="headers">All headers.</param>
    /// <param name="sent">Unfinished pictures that go out before the final one is there; null: all that were asked for.</param>
    public StreamPlan Stream(IReadOnlyList<(string Name, string Value)> headers, int? sent)
    {
        var partials = Math.Min(sent ?? Partials, Partials);
        List<StreamFrame> frames = [];
        for (var picture = 0; picture < Count; picture++)
        {
            for (var index = 0; index < partials; index++)
            {
                var partial = Event("partial_image", Paint(picture, index));
                partial["partial_image_index"] = index;
                frames.Add(Frame(FrameKind.Piece, partial));
            }

            var completed = Event("completed", Paint(picture));
            completed["usage"] = Usage(1, partials);
            frames.Add(Frame(FrameKind.Finish, completed));
        }

        var garbage = $"event: {EventName}.partial_image\ndata: {{\"type\":\"{EventName}.partial_image\",\"b64_json\":\"iVBOR\n\n";
        return new StreamPlan(
            headers,
            frames,
            [.. "data: "u8, .. Json.Utf8(new JsonObject { ["error"] = new JsonObject { ["message"] = "The server had an error while processing your request.", ["type"] = "server_error", ["param"] = null, ["code"] = null } }), .. "\n\n"u8],
            Encoding.UTF8.GetBytes(garbage),
            [.. Encoding.UTF8.GetBytes($"event: {EventName}.partial_image\ndata: {{\"type\":\""), 0xE6, 0x97, .. "x"u8, 0xFF, .. "\"}\n\n"u8]);
    }

    private JsonObject One(int index, Func<byte[], string> link)
    {
        var one = new JsonObject();
        if (model.StartsWith("dall-e-3", StringComparison.Ordinal))
            one["revised_prompt"] = $"A detailed picture of {Prompt}";
        if (GivesLinks)
            one["url"] = link(Paint(index));
        else
            one["b64_json"] = Convert.ToBase64String(Paint(index));
        return one;
    }

    private JsonObject Event(string kind, byte[] picture) => new()
    {
        ["type"] = $"{EventName}.{kind}",
        ["b64_json"] = Convert.ToBase64String(picture),
        ["created_at"] = created,
        ["size"] = Size,
        ["quality"] = Quality,
        ["background"] = Background,
        ["output_format"] = Format,
    };

    private static StreamFrame Frame(FrameKind kind, JsonObject json) =>
        new(kind, [.. Encoding.UTF8.GetBytes($"event: {Json.Text(json, "type")}\n"), .. "data: "u8, .. Json.Utf8(json), .. "\n\n"u8]);

    /// <summary>Tokens: a picture's by its size and quality, 100 for each unfinished one, 323 for each that was given.</summary>
    private JsonObject Usage(int pictures, int partials)
    {
        var (text, given) = ((Prompt.Length / 4) + 1, inputs.Count * 323);
        var square = Quality switch { "low" => 272, "medium" => 1056, _ => 4160 };
        var output = (pictures * (Size == "1024x1024" ? square : square * 3 / 2)) + (partials * 100);
        return new JsonObject
        {
            ["total_tokens"] = text + given + output,
            ["input_tokens"] = text + given,
            ["output_tokens"] = output,
            ["input_tokens_details"] = new JsonObject { ["text_tokens"] = text, ["image_tokens"] = given },
        };
    }
}
