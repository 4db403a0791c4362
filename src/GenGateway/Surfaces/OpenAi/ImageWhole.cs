using System.Buffers;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Pictures in one answer, in order: links or paths where they were kept, else the pictures themselves.</summary>
internal sealed class ImageWhole(TimeProvider clock) : IPiecedWriter
{
    private readonly List<GenerationEvent.ImageMade> _images = [];
    private Usage? _usage;

    public string ContentType => "application/json";

    public bool Streams => false;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        if (happened is GenerationEvent.ImageMade made)
            _images.Add(made);
        else if (happened is GenerationEvent.UsageReported reported)
            _usage = reported.Usage;
    }

    public PiecedBody? PiecesOf(GenerationEvent happened)
    {
        if (happened is not GenerationEvent.Finished)
            return null;
        var body = new PiecedBody();
        using var json = Json.Writer(body.Text);
        json.WriteStartObject();
        json.WriteNumber("created", clock.GetUtcNow().ToUnixTimeSeconds());
        json.WriteStartArray("data");
        foreach (var image in _images)
        {
            json.WriteStartObject();
            if (image.Link is { } link)
                json.WriteString("url", link);
            else
                body.WriteImage(json, "b64_json", image.Image);
            if (image.RevisedPrompt is { } revised)
                json.WriteString("revised_prompt", revised);
            if (image.Seed is { } seed)
                json.WriteNumber("seed", seed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ImageUsage.WriteIfKnown(json, _usage);
        json.WriteEndObject();
        json.Flush();
        return body;
    }
}
