using System.Buffers;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.WebUi;

/// <summary>WebUI's <c>GET /sdapi/v1/progress</c>.</summary>
public static class WebUiProgress
{
    // WebUI's own, for work that has begun.
    private const double Begun = 0.01;

    /// <summary>Writes how far a caller's work is.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="work">The work; null: there is none.</param>
    /// <param name="made">Pictures that are ready.</param>
    /// <param name="step">Steps done, of all pictures together; 0: its backend does not tell.</param>
    /// <param name="steps">Steps of all pictures together; 0 likewise.</param>
    /// <param name="isInterrupted">Whether the caller ended it.</param>
    public static void Write(IBufferWriter<byte> output, PictureWork? work, int made, int step, int steps, bool isInterrupted)
    {
        var pictures = work?.Pictures ?? 0;
        var each = pictures > 0 ? steps / pictures : 0;
        var share = steps > 0 ? (double)step / steps : pictures > 0 ? (double)made / pictures : 0;
        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteNumber("progress", work is null ? 0 : Math.Min(1, Begun + share));
        json.WriteNumber("eta_relative", 0);
        json.WriteStartObject("state");
        json.WriteBoolean("skipped", false);
        json.WriteBoolean("interrupted", isInterrupted);
        json.WriteBoolean("stopping_generation", false);
        json.WriteString("job", work?.Job ?? "");
        json.WriteNumber("job_count", pictures);
        json.WriteString("job_timestamp", work?.Begun ?? "0");
        json.WriteNumber("job_no", each > 0 ? Math.Max(made, Math.Min(step / each, pictures)) : made);
        json.WriteNumber("sampling_step", each > 0 ? step % each : 0);
        json.WriteNumber("sampling_steps", work?.Steps ?? each);
        json.WriteEndObject();
        json.WriteNull("current_image");
        json.WriteNull("textinfo");
        json.WriteEndObject();
    }
}
