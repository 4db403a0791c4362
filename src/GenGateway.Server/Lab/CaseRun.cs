namespace GenGateway.Server.Lab;

/// <summary>One case while it is played: asks, and notes everything that is not as the contract says. For one flow.</summary>
/// <param name="client">Asks.</param>
/// <param name="settings">What holds.</param>
/// <param name="route">The upstreams.</param>
/// <param name="clock">The only clock.</param>
/// <param name="cancellationToken">Fires when the case takes far longer than it may.</param>
internal sealed class CaseRun(LabClient client, LabSettings settings, LabRoute route, TimeProvider clock, CancellationToken cancellationToken)
{
    private readonly List<string> _seen = [];
    private readonly List<string> _problems = [];

    public LabClient Client => client;

    public LabSettings Settings => settings;

    public LabRoute Route => route;

    public TimeProvider Clock => clock;

    public CancellationToken Token => cancellationToken;

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>For the scorecard: the answers, each kind once.</summary>
    public string Seen => string.Join("; then ", _seen.Distinct());

    public Task<LabAnswer> WholeAsync() => AskAsync(new LabQuestion(route.Model, Stream: false));

    public Task<LabAnswer> StreamAsync() => AskAsync(new LabQuestion(route.Model, Stream: true));

    public async Task<LabAnswer> AskAsync(LabQuestion question)
    {
        var answer = await client.AskAsync(question, cancellationToken);
        See(answer.ToString());
        return answer;
    }

    public void See(string what) => _seen.Add(what);

    /// <summary>Notes a problem unless the condition holds.</summary>
    public void Expect(bool condition, string problem)
    {
        if (!condition && !_problems.Contains(problem))
            _problems.Add(problem);
    }

    /// <summary>A complete answer, and nothing that it should not have.</summary>
    /// <param name="answer">What came.</param>
    /// <param name="model">The model's name in it; null: the one that was asked for.</param>
    /// <param name="finish">Why it ends.</param>
    public void ExpectComplete(LabAnswer answer, string? model = null, string finish = "stop")
    {
        Expect(answer.Status == 200, $"status {answer.Status} instead of 200");
        Expect(answer.Error is null, $"the error {answer.Error}");
        Expect(answer.Text == LabText.Whole, $"the text '{answer.Text}' instead of '{LabText.Whole}'");
        Expect(answer.Finish == finish, $"the finish reason {answer.Finish ?? "(none)"} instead of {finish}");
        Expect(!answer.IsStream || answer.Dones == 1, answer.Dones == 0 ? "no [DONE]" : "more than one [DONE]");
        Expect(answer.Models is [var named] && named == (model ?? route.Model), $"the model '{string.Join("', '", answer.Models)}' instead of '{model ?? route.Model}'");
        ExpectSound(answer);
    }

    /// <summary>A refusal with one of these statuses; where the stream had begun with comments already, an error event and nothing else.</summary>
    public void ExpectRefused(LabAnswer answer, params ReadOnlySpan<int> statuses)
    {
        Expect(answer.Error is not null, "no error in the surface's shape");
        Expect(answer.IsStream ? answer.Status == 200 : statuses.Contains(answer.Status), $"status {answer.Status} instead of {string.Join(" or ", statuses.ToArray())}");
        Expect(answer.Text.Length == 0, "text beside the error");
        ExpectNoSuccess(answer);
        ExpectSound(answer);
    }

    /// <summary>What came before the break, then the error event, and no sign of success.</summary>
    /// <param name="answer">What came.</param>
    /// <param name="begun">What must have come.</param>
    public void ExpectBroken(LabAnswer answer, string begun)
    {
        Expect(answer.Status == 200 && answer.IsStream, $"status {answer.Status} and no stream");
        Expect(answer.Error is not null, "no error event");
        Expect(answer.Text.StartsWith(begun, StringComparison.Ordinal), $"the text '{answer.Text}', which does not begin with '{begun}'");
        ExpectNoSuccess(answer);
        ExpectSound(answer);
    }

    /// <summary>The same, or, where the user lets broken streams go on, the complete answer.</summary>
    public void ExpectBrokenOrContinued(LabAnswer answer)
    {
        if (settings.Continues && answer.Error is null)
        {
            ExpectComplete(answer);
            return;
        }

        ExpectBroken(answer, LabText.Begun);
        if (!settings.Continues)
            ExpectAsked(route.Pool[^1], 0);
    }

    /// <summary>Nothing that a client could take for the end of a good answer.</summary>
    public void ExpectNoSuccess(LabAnswer answer)
    {
        Expect(answer.Dones == 0, "a false success: [DONE]");
        Expect(answer.Finish is null, $"a false success: the finish reason {answer.Finish}");
        Expect(answer.IsStream || answer.Status is not (>= 200 and < 300), $"a false success: status {answer.Status}");
        Expect(answer.PromptTokens is null && answer.CompletionTokens is null, "invented usage");
    }

    /// <summary>How often a place was asked.</summary>
    public void ExpectAsked(LabPlace place, int times) =>
        Expect(place.Asked == times, $"{place.Path.Split('/')[1]} was asked {place.Asked} times instead of {times}");

    private void ExpectSound(LabAnswer answer)
    {
        foreach (var defect in answer.Defects)
            Expect(false, defect);
        Expect(!answer.Broke, "the client's connection broke");
        Expect(!answer.Raw.Contains(LabText.Canary, StringComparison.Ordinal), "what the upstream said to the gateway alone");
    }
}
