using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.A1111;

/// <summary>What the status and error body of a Stable Diffusion WebUI mean for the road.</summary>
internal static class A1111Errors
{
    /// <summary>Reads the error's body and judges.</summary>
    public static async ValueTask<Failure> ReadAsync(UpstreamClient client, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var name = client.Backend;
        if (UpstreamStatus.FaultOfEntry(name, status) is { } wrong)
            return wrong;
        if (status == 405)
            return new(FailureKind.BackendError, $"Backend '{name}' has no such route (405). Is it a Stable Diffusion WebUI with --api?") { UpstreamStatus = status, IsLasting = true };

        var body = await ErrorBytes.ReadAsync(response, client.Clock, cancellationToken).ConfigureAwait(false);
        var text = body.AsSpan();
        if (status == 404)
        {
            return text.IndexOf("Sampler not found"u8) >= 0 || text.IndexOf("Init image"u8) >= 0
                ? new Failure(FailureKind.BackendRefused, $"Backend '{name}' found the request wrong ({status}).")
                : new(FailureKind.BackendError, $"Backend '{name}' has no such route (404). Is it a Stable Diffusion WebUI with --api?") { IsLasting = true };
        }

        if (UpstreamStatus.IsClients(status))
            return new(FailureKind.BackendRefused, $"Backend '{name}' found the request wrong ({status}).");
        if (text.IndexOf("OutOfMemoryError"u8) >= 0 || text.IndexOf("out of memory"u8) >= 0)
            return new(FailureKind.BackendError, $"Backend '{name}' has too little memory for this picture. Ask for a smaller one, or for fewer.") { UpstreamStatus = status, Retry = RetryAdvice.OtherCandidate };
        if (text.IndexOf("Invalid encoded image"u8) >= 0 || text.IndexOf("Requests not allowed"u8) >= 0)
            return new(FailureKind.BackendRefused, $"Backend '{name}' cannot read the given picture ({status}).");
        return new(FailureKind.BackendError, $"Backend '{name}' failed ({status}).") { RetryAfter = RetryAfter.Of(response, client.Now), UpstreamStatus = status };
    }
}
