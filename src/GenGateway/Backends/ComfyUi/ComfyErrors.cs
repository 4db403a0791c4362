using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.ComfyUi;

/// <summary>What the errors of a ComfyUI server mean for the road. Their texts hold files of the server and stay here.</summary>
internal static class ComfyErrors
{
    /// <summary>The answer to a prompt or to an upload is an error.</summary>
    public static async ValueTask<Failure> ReadAsync(UpstreamClient client, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (status, name) = ((int)response.StatusCode, client.Backend);
        if (UpstreamStatus.FaultOfEntry(name, status) is { } wrong)
            return wrong;
        switch (status)
        {
            case 404 or 405:
                return new(FailureKind.BackendError, $"Backend '{name}' has no such route ({status}). Is it a ComfyUI, and its endpoint right?") { UpstreamStatus = status, IsLasting = true };
            case 400:
                return OfRefusal(name, await ErrorBytes.ReadAsync(response, client.Clock, cancellationToken).ConfigureAwait(false));
            default:
                return new(FailureKind.BackendError, $"Backend '{name}' failed ({status}).") { RetryAfter = RetryAfter.Of(response, client.Now), UpstreamStatus = status };
        }
    }

    /// <summary>A prompt that was taken ended without pictures.</summary>
    /// <param name="backend">Whose.</param>
    /// <param name="messages">What happened, as its history has it: pairs of a name and what belongs to it.</param>
    public static Failure OfHistory(string backend, IEnumerable<JsonElement> messages)
    {
        foreach (var message in messages)
        {
            if (message.ValueKind != JsonValueKind.Array || message.GetArrayLength() != 2 || message[0].ValueKind != JsonValueKind.String)
                continue;
            if (message[0].ValueEquals("execution_interrupted"))
                return Stopped(backend);
            if (message[0].ValueEquals("execution_error"))
                return OfExecution(backend, message[1]);
        }

        return new(FailureKind.BackendError, $"Backend '{backend}' failed at the picture.");
    }

    /// <summary>Somebody else ended it there.</summary>
    public static Failure Stopped(string backend) =>
        new(FailureKind.BackendError, $"The picture was stopped at backend '{backend}' by somebody else, or that server started anew. Ask again.") { IsHarmless = true, Retry = RetryAdvice.OtherCandidate };

    private static Failure OfExecution(string backend, JsonElement error)
    {
        if (WireText.Text(error, "exception_type")?.Contains("OutOfMemory", StringComparison.Ordinal) == true || WireText.Text(error, "exception_message")?.Contains("out of memory", StringComparison.OrdinalIgnoreCase) == true)
            return new(FailureKind.BackendError, $"Backend '{backend}' has too little memory for this picture. Ask for a smaller one.") { Retry = RetryAdvice.OtherCandidate };
        return new(FailureKind.BackendError, $"Backend '{backend}' failed at the picture{(WireText.Text(error, "node_type") is { Length: <= 64 } node ? $" (node {node})" : "")}.");
    }

    // Each node's errors name the input and the kind of fault; the words are the server's own and may quote the prompt.
    private static Failure OfRefusal(string backend, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (WireText.Member(document.RootElement, "node_errors") is { ValueKind: JsonValueKind.Object } nodes)
            {
                foreach (var node in nodes.EnumerateObject())
                {
                    foreach (var error in WireText.Items(node.Value, "errors"))
                    {
                        if (OfInput(backend, error) is { } failure)
                            return failure;
                    }
                }
            }
        }
        catch (JsonException)
        {
            // Its status says enough.
        }

        // The graph is of core nodes and was filled with what the server listed: another server may be newer, or have the node.
        return new(FailureKind.BackendError, $"Backend '{backend}' does not take the gateway's graph (400). Is it a recent ComfyUI?") { UpstreamStatus = 400, Retry = RetryAdvice.OtherCandidate, IsLasting = true, IsHarmless = true };
    }

    private static Failure? OfInput(string backend, JsonElement error)
    {
        if (WireText.Member(error, "extra_info") is not { } extra || WireText.Text(extra, "input_name") is not { } input || ComfyGraph.FieldOf(input) is not { } field)
            return null;
        return WireText.Text(error, "type") switch
        {
            "value_smaller_than_min" => Refused($"{field} is too small for backend '{backend}'{Bound(extra, "min")}."),
            "value_bigger_than_max" => Refused($"{field} is too large for backend '{backend}'{Bound(extra, "max")}."),
            "value_not_in_list" => Refused($"Backend '{backend}' does not know this {field}."),
            "custom_validation_failed" when field == "image" => Refused($"Backend '{backend}' cannot read the given picture."),
            _ => null,
        };

        Failure Refused(string message) => new(FailureKind.BackendRefused, message) { Param = field };
    }

    private static string Bound(JsonElement extra, string name) =>
        WireText.Items(extra, "input_config").Select(static item => item).Where(static item => item.ValueKind == JsonValueKind.Object).Select(item => WireText.Member(item, name)).FirstOrDefault(static found => found is { ValueKind: JsonValueKind.Number }) is { } bound
            ? $" ({name} {bound.GetRawText()})"
            : "";
}
