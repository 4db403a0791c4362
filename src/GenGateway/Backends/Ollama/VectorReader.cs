using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Reads answers of <c>/api/embed</c>, for both lanes: a list of vectors, and what they cost.</summary>
internal static class VectorReader
{
    /// <summary>For the relay, which needs the model's place alone.</summary>
    public static Failure? Judge(ReadOnlyMemory<byte> body, Attempt attempt, out ByteRange model)
    {
        model = default;
        if (Read(body.Span, attempt, null, out var vectors) is { } failure)
            return failure;
        if (Miscounted(attempt, vectors.Count, attempt.Request.Wire!.Peeked.Inputs) is { } miscounted)
            return miscounted;
        model = ModelPlace.In(body.Span);
        for (var i = 0; i < vectors.Count; i++)
            attempt.Tally.AddDelta();
        if (UsageOf(vectors.PromptTokens) is { } usage)
            attempt.Tally.AddUsage(usage);
        attempt.Tally.Finish();
        return null;
    }

    /// <summary>Why vectors that do not belong to their inputs one by one are no answer; null: they do.</summary>
    public static Failure? Miscounted(Attempt attempt, int vectors, int inputs) => vectors == inputs
        ? null
        : new Failure(FailureKind.BackendError, $"Backend '{attempt.Candidate.Backend.Name}' gave {vectors} vectors for {inputs} inputs.");

    /// <summary>What the tokens of the inputs come to; null: not said.</summary>
    public static Usage? UsageOf(int? promptTokens) => promptTokens is { } tokens ? new Usage(tokens, 0) : null;

    /// <summary>Reads an answer.</summary>
    /// <param name="body">The whole of it.</param>
    /// <param name="attempt">Whose answer it is.</param>
    /// <param name="into">Where the vectors go; null: they are looked at only.</param>
    /// <param name="read">How many vectors there were, and the tokens of their inputs.</param>
    /// <returns>Null, or why it is no answer.</returns>
    public static Failure? Read(ReadOnlySpan<byte> body, Attempt attempt, List<float[]>? into, out (int Count, int? PromptTokens) read)
    {
        read = default;
        if (!Utf8.IsValid(body))
            return NoAnswer(attempt);
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return NoAnswer(attempt);
            var hasList = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isList, isCount, isError) = (reader.Is("embeddings"u8), reader.Is("prompt_eval_count"u8), reader.Is("error"u8));
                reader.Read();
                if (isError && reader.TokenType != JsonTokenType.Null)
                    return NoAnswer(attempt);
                if (isList)
                {
                    if (!TryList(ref reader, into, out read.Count))
                        return NoAnswer(attempt);
                    hasList = true;
                }
                else if (isCount && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var tokens) && tokens >= 0)
                {
                    read.PromptTokens = tokens;
                }

                reader.Skip();
            }

            while (reader.Read())
            {
            }

            return hasList ? null : NoAnswer(attempt);
        }
        catch (JsonException)
        {
            return NoAnswer(attempt);
        }
    }

    // Leaves the reader on the list's end.
    private static bool TryList(ref Utf8JsonReader reader, List<float[]>? into, out int count)
    {
        count = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        var vector = new List<float>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            vector.Clear();
            while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            {
                if (!reader.TryGetSingle(out var component) || !float.IsFinite(component))
                    return false;
                vector.Add(component);
            }

            if (reader.TokenType != JsonTokenType.EndArray || vector.Count == 0)
                return false;
            into?.Add([.. vector]);
            count++;
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static Failure NoAnswer(Attempt attempt) =>
        new(FailureKind.BackendError, $"Backend '{attempt.Candidate.Backend.Name}' answered 200 with something that is no list of vectors.");
}
