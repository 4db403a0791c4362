using GenGateway.Errors;
using GenGateway.Server.Http;
using GenGateway.Server.Reloading;

namespace GenGateway.Server.Admin;

/// <summary><c>POST /admin/reload</c>: reads the configuration now and tells what came of it. Thread safe.</summary>
internal sealed class ReloadHandler(ConfigurationReloader reloader)
{
    public async Task HandleAsync(HttpContext context)
    {
        // Files are read with calls that wait, which no socket's thread may do: the pool does it.
        var result = await Task.Factory.StartNew(() => reloader.ReloadAsync(CancellationToken.None), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        if (result.Errors.Count > 0)
        {
            await Refusal.WriteAsync(context, new Failure(FailureKind.InvalidValue, $"The configuration is wrong, and nothing was changed: {string.Join("; ", result.Errors)}"));
            return;
        }

        await Reply.JsonAsync(context, StatusCodes.Status200OK, output =>
        {
            using var json = JsonOutput.Writer(output);
            json.WriteStartObject();
            json.WriteBoolean("changed", result.Changes is not null);
            json.WriteTexts("sections", result.Changes?.Sections ?? []);
            json.WriteStartObject("backends");
            json.WriteTexts("added", result.Changes?.AddedBackends ?? []);
            json.WriteTexts("removed", result.Changes?.RemovedBackends ?? []);
            json.WriteTexts("changed", result.Changes?.ChangedBackends ?? []);
            json.WriteEndObject();
            json.WriteBoolean("environment", result.Changes?.EnvironmentChanged ?? false);
            json.WriteTexts("needs_restart", result.NeedsRestart);
            json.WriteEndObject();
        });
    }
}
