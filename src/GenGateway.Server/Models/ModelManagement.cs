using GenGateway.Backends.Ollama;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Surfaces.Ollama;

namespace GenGateway.Server.Models;

/// <summary>
/// Ollama's <c>/api/pull</c>, <c>/api/copy</c> and <c>/api/delete</c>: passed on to the <c>ollama</c> backend that is named (<c>backend</c>, <c>backend/model</c>), or to
/// the only one. Other backends have nothing of the kind. Thread safe.
/// </summary>
internal sealed class ModelManagement(GatewayParts parts)
{
    public Task PullAsync(HttpContext context) => PassAsync(context, HttpMethod.Post, "api/pull", "model");

    public Task CopyAsync(HttpContext context) => PassAsync(context, HttpMethod.Post, "api/copy", "source");

    public Task DeleteAsync(HttpContext context) => PassAsync(context, HttpMethod.Delete, "api/delete", "model");

    private async Task PassAsync(HttpContext context, HttpMethod method, string route, string member)
    {
        if (!(await PrepareAsync(context, member)).TryGet(out var prepared, out var failure)
            || !(await prepared.Endpoint.ManageAsync(method, route, prepared.Body, context.RequestAborted)).TryGet(out var answer, out failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        using var owned = answer;
        var response = context.Response;
        var status = (int)answer.StatusCode;
        // What the backend thinks of the gateway's key is not the client's business.
        if (status is 401 or 403 or < 200 or (>= 300 and < 400))
        {
            await Refusal.WriteAsync(context, new Failure(FailureKind.BackendError, $"The backend does not do this for the gateway ({status}). Correct its auth or its endpoint."));
            return;
        }

        response.StatusCode = status;
        if (answer.Content.Headers.ContentType is { } type)
            response.ContentType = type.ToString();
        response.ContentLength = answer.Content.Headers.ContentLength;
        response.Headers.CacheControl = "no-store";
        response.Headers["x-gengateway-backend"] = HeaderText.Of(prepared.Backend);
        try
        {
            await CopyAsync(await answer.Content.ReadAsStreamAsync(context.RequestAborted), context);
        }
        catch (Exception thrown) when (thrown is IOException or HttpRequestException)
        {
            // Neither side must take what broke off for an end.
            context.Abort();
        }
    }

    // Each piece goes out as it comes: progress is what these answers are for.
    private static async Task CopyAsync(Stream from, HttpContext context)
    {
        var buffer = new byte[8192];
        while (await from.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private async Task<Outcome<(OllamaEndpoint Endpoint, string Backend, ReadOnlyMemory<byte> Body)>> PrepareAsync(HttpContext context, string member)
    {
        if (MediaTypes.Check(context.Request, anyType: true) is { } unsupported)
            return unsupported;
        if (!(await parts.Bodies.ReadAsync(context)).TryGet(out var body, out var failure))
            return failure;
        using var owned = body;
        if (!ManagementBody.Read(body.Memory, member).TryGet(out var asked, out failure))
            return failure;
        var header = context.Request.Headers["x-gengateway-backend"] is [{ Length: > 0 } given] ? given : null;
        if (!Target(asked.Backend ?? header, asked.Model).TryGet(out var backend, out failure))
            return failure;
        if (backend.Endpoints is not [OllamaEndpoint endpoint])
            return new Failure(FailureKind.InvalidValue, $"Backend '{backend.Name}' has {backend.Endpoints.Count} addresses: ask each of them itself, or give each an entry of its own.") { Param = "backend" };
        // As the backend calls it.
        var model = asked.Model.StartsWith(backend.Name + "/", StringComparison.Ordinal) ? asked.Model[(backend.Name.Length + 1)..] : asked.Model;
        return (endpoint, backend.Name, asked.Write(model));
    }

    private Outcome<IBackend> Target(string? named, string model)
    {
        var all = parts.Catalogue.Backends.Where(static backend => backend.Enabled).ToArray();
        IBackend[] able = [.. all.Where(static backend => backend.Endpoints.OfType<OllamaEndpoint>().Any())];
        if (named is not null)
        {
            return Array.Find(able, backend => backend.Name == named) is { } chosen ? Outcome.Of(chosen)
                : Array.Exists(all, backend => backend.Name == named) ? None($"backend '{named}' is none of the protocol ollama")
                : new Failure(FailureKind.BackendNotFound, $"There is no backend '{named}'.") { Param = "backend" };
        }

        if (Array.Find(able, backend => model.StartsWith(backend.Name + "/", StringComparison.Ordinal)) is { } meant)
            return Outcome.Of(meant);
        return able.Length == 1 ? Outcome.Of(able[0])
            : able.Length == 0 ? None("no backend of the protocol ollama is configured")
            : None($"there are {able.Length} backends of the protocol ollama; name one as 'backend', or write backend/model");
    }

    private static Failure None(string reason) =>
        new(FailureKind.InvalidValue, $"Models are pulled, copied and deleted at backends of the protocol ollama: {reason}. Models of the embedded engine are folders in engine.models_path.") { Param = "backend" };
}
