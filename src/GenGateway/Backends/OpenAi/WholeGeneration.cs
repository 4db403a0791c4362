using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>A whole answer as events. Read to its end before the first of them. One owner, one reader.</summary>
internal sealed class WholeGeneration(HttpResponseMessage response, Attempt attempt, long maxBytes, AnswerDecoder decoder) : Generation
{
    public override bool FillsTally => true;

    private string Name => attempt.Candidate.Backend.Name;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await DecodeAsync(cancellationToken).ConfigureAwait(false) is { } failure)
        {
            yield return new GenerationEvent.Failed(failure);
            yield break;
        }

        foreach (var happened in decoder.Take())
            yield return happened;
    }

    public override ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Failure?> DecodeAsync(CancellationToken cancellationToken)
    {
        var promised = response.Content.Headers.ContentLength;
        if (promised > maxBytes)
            return TooLarge();

        var body = new RentedBody((int)Math.Min(promised ?? RentedBody.First, maxBytes), spare: 0);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (await stream.ReadAsync(body.Room(), cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                body.Length += read;
                if (body.Length > maxBytes)
                    return TooLarge();
            }

            if (!ChunkReader.TryRead(body.Written, attempt.Tally, decoder.OneChoice, out var facts) || facts.IsError || !facts.HasChoice)
                return NoAnswer(body.Length, facts.IsError);
            if (decoder.Read(body.Array.AsMemory(0, body.Length)) is { } failure)
                return failure;
            attempt.Tally.Finish();
            decoder.Finish();
            return null;
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' broke its answer off.") { Cause = thrown };
        }
        finally
        {
            body.Return();
        }
    }

    private Failure TooLarge() =>
        new(FailureKind.BackendError, $"The answer of backend '{Name}' is longer than limits.answer_bytes ({maxBytes}). Stream it, lower max_tokens, or raise the limit.");

    private Failure NoAnswer(int length, bool isError) => new(
        FailureKind.BackendError,
        length == 0 ? $"Backend '{Name}' answered 200 with nothing." : isError ? $"Backend '{Name}' answered 200 with an error." : $"Backend '{Name}' answered 200 with something that is no answer.");
}
