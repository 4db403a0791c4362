using GenGateway.Errors;

namespace GenGateway.Backends.Http;

/// <summary>What a backend's status means before anybody reads the body. The dialects know more of some of them.</summary>
internal static class UpstreamStatus
{
    /// <summary>Whether a body may be an answer. A part of one (206), or none at all (204), is not.</summary>
    public static bool IsAnswer(HttpResponseMessage response) => (int)response.StatusCode is 200 or 201;

    /// <summary>What says that the backend's entry is wrong, whatever was asked.</summary>
    /// <param name="backend">Its name.</param>
    /// <param name="status">What it answered with.</param>
    /// <returns>Null: something else.</returns>
    public static Failure? FaultOfEntry(string backend, int status) => status switch
    {
        >= 300 and < 400 => new(FailureKind.BackendError, $"Backend '{backend}' answered with a redirect ({status}), which is not followed. Configure the address that it leads to.") { UpstreamStatus = status, IsLasting = true },
        401 or 403 => new(FailureKind.BackendError, $"Backend '{backend}' does not accept the gateway's credentials ({status}). Correct the backend's auth.") { UpstreamStatus = status, IsLasting = true },
        _ => null,
    };

    /// <summary>Whether it says that the client's request is wrong. What nobody defined, and what is about the gateway's own account or route, does not.</summary>
    public static bool IsClients(int status) => status is 400 or 413 or 422 or 451 or 501;
}
