namespace GenGateway.Backends.Http;

/// <summary>What a backend's status means before anybody reads the body. The dialects know more of some of them.</summary>
internal static class UpstreamStatus
{
    /// <summary>Whether a body may be an answer. A part of one (206), or none at all (204), is not.</summary>
    public static bool IsAnswer(HttpResponseMessage response) => (int)response.StatusCode is 200 or 201;

    /// <summary>Whether it says that the client's request is wrong. What nobody defined, and what is about the gateway's own account or route, does not.</summary>
    public static bool IsClients(int status) => status is 400 or 413 or 422 or 451 or 501;
}
