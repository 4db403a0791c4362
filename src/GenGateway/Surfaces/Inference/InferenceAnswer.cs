using System.Buffers;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Inference;

/// <summary>The inference gateway's answer, as its README shows it.</summary>
internal sealed class InferenceAnswer(string model, long arrived, TimeProvider clock) : WholeAnswer
{
    protected override void WriteBody(IBufferWriter<byte> output)
    {
        var choice = Choices.Count > 0 ? Choices[0] : new Choice();
        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteString("text", choice.Text.ToString());
        json.WriteStartObject("metadata");
        // Unknown is absent, never 0.
        if (Usage is not null)
            json.WriteNumber("tokens_generated", Usage.CompletionTokens);
        json.WriteNumber("processing_time_ms", (long)clock.GetElapsedTime(arrived).TotalMilliseconds);
        FinishWord.Write(json, choice.Reason);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
