using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Questions about tokens, passed on to a server that may have a route for them: at its origin, beside <c>/v1</c>. Thread safe.</summary>
internal sealed class TokenRelay(UpstreamClient client)
{
    private const int MostBytes = 32 * 1024 * 1024;

    /// <inheritdoc cref="IRelaysTokens.RelayTokensAsync"/>
    public async ValueTask<Outcome<ReadOnlyMemory<byte>?>> AskAsync(string route, ReadOnlyMemory<byte> body, Peeked peeked, Candidate candidate, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>(body.Length);
        foreach (var piece in BodyEdits.Apply(body, peeked, candidate.ModelJson, asksForUsage: false))
            bytes.AddRange(piece.Span);
        using var content = RequestJson.Content(bytes.ToArray());
        if (!(await client.AskAsync(client.RouteAtOrigin("/" + route), content, client.Headers, candidate.Deadlines.Connect, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        if ((int)response.StatusCode is 404 or 405)
            return Outcome.Of<ReadOnlyMemory<byte>?>(null);
        if (!UpstreamStatus.IsAnswer(response))
            return await OpenAiErrors.ReadAsync(client, response, relayed: true, cancellationToken).ConfigureAwait(false);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var answer = new MemoryStream();
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                answer.Write(buffer, 0, read);
                if (answer.Length > MostBytes)
                    return new Failure(FailureKind.BackendError, $"The answer of backend '{client.Backend}' about tokens is longer than {MostBytes} bytes.");
            }

            return Outcome.Of<ReadOnlyMemory<byte>?>(answer.ToArray());
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' broke its answer off.") { Cause = thrown };
        }
    }
}
