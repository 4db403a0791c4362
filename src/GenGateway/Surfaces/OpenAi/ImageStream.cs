using System.Buffers;
using System.Text;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>OpenAI's stream of pictures: unfinished ones while the client waits, then the finished ones, each an event of its own.</summary>
/// <param name="task">What was asked: each event says it again.</param>
/// <param name="clock">Dates the events.</param>
internal sealed class ImageStream(ImageTask task, TimeProvider clock) : IPiecedWriter
{
    private readonly string _family = task.Work == ImageWork.Edit ? "image_edit" : "image_generation";

    // The last picture waits for the usage, which stands in its event and comes behind it.
    private GenerationEvent.ImageMade? _held;
    private Usage? _usage;

    public string ContentType => "text/event-stream";

    public bool Streams => true;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        if (happened is not GenerationEvent.Failed failed)
            return;
        output.Write("event: error\ndata: "u8);
        using (var json = Json.Writer(output))
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            ErrorBody.WriteOpenAi(json, failed.Failure);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    public PiecedBody? PiecesOf(GenerationEvent happened)
    {
        switch (happened)
        {
            case GenerationEvent.ImagePreviewed preview when preview.Number < task.PartialImages:
                return Event("partial_image", preview.Image, preview.Number, null);
            case GenerationEvent.ImageMade made:
                var before = _held;
                _held = made;
                return before is null ? null : Event("completed", before.Image, null, null);
            case GenerationEvent.UsageReported reported:
                _usage = reported.Usage;
                return null;
            case GenerationEvent.Finished when _held is { } last:
                return Event("completed", last.Image, null, _usage);
            default:
                return null;
        }
    }

    private PiecedBody Event(string kind, Payload image, int? number, Usage? usage)
    {
        var body = new PiecedBody();
        var output = body.Text;
        var type = $"{_family}.{kind}";
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\ndata: "u8);
        using (var json = Json.Writer(output))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            body.WriteImage(json, "b64_json", image);
            if (number is not null)
                json.WriteNumber("partial_image_index", number.Value);
            json.WriteString("background", task.Background ?? "auto");
            json.WriteNumber("created_at", clock.GetUtcNow().ToUnixTimeSeconds());
            json.WriteString("output_format", image.Type == ImageType.Jpeg ? "jpeg" : image.Type?.Extension ?? "png");
            json.WriteString("quality", task.Quality ?? "auto");
            json.WriteString("size", task.Size?.ToString() ?? "auto");
            ImageUsage.WriteIfKnown(json, usage);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
        return body;
    }
}
