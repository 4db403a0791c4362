using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using GenGateway.Server.Http;
using GenGateway.Server.Lab.Cases;

namespace GenGateway.Server.Lab;

/// <summary>What the lab says about a run: a line a case for people, or one JSON object for scripts.</summary>
internal static class Scorecard
{
    /// <summary>The cases that there are.</summary>
    public static void List(TextWriter output)
    {
        foreach (var played in FaultCases.All)
            output.WriteLine($"{played.Name,-30} {played.Fault} → {played.Promise}");
    }

    /// <summary>The same as one object, with the routes that another gateway needs for <c>--against</c>.</summary>
    public static void ListJson(TextWriter output)
    {
        var body = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = JsonOutput.Writer(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("cases");
            foreach (var played in FaultCases.All)
                ListOne(json, played);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(body.WrittenSpan));
    }

    /// <summary>With what times the cases are played.</summary>
    public static IEnumerable<string> Notes(FaultLab lab, LabOptions options)
    {
        yield return options.Against is null ? $"set aside for the lab: {LabConfiguration.SetAside}" : $"against {options.Against}, with the times of this configuration";
        yield return lab.Scale.Factor < 1
            ? $"times are shortened by the factor {lab.Scale}, none below {LabScale.Least.TotalSeconds:0} s"
            : "times are as configured";
        foreach (var profile in lab.Profiles)
        {
            var settings = lab.SettingsOf(profile);
            yield return string.Create(CultureInfo.InvariantCulture, $"{profile.Title}: first token {settings.FirstToken.TotalSeconds:0.##} s, between tokens {settings.BetweenTokens.TotalSeconds:0.##} s, total {settings.Total.TotalSeconds:0.##} s ({settings.WholeTotal.TotalSeconds:0.##} s whole), {settings.MaxAttempts} attempts, breaker {settings.Breaker.Failures} failures, on_stream_break {(settings.Continues ? "continue" : "error")}");
        }
    }

    /// <summary>A line for each case, and one for all.</summary>
    public static void Write(TextWriter output, IEnumerable<string> notes, IReadOnlyList<CaseResult> results)
    {
        foreach (var note in notes)
            output.WriteLine(note);
        var profiles = results.Select(static result => result.Profile).Distinct().Count();
        foreach (var result in results)
        {
            var word = result.Outcome switch { CaseOutcome.Passed => "pass", CaseOutcome.Failed => "FAIL", CaseOutcome.Skipped => "skip" };
            var time = result.Outcome == CaseOutcome.Skipped ? "" : string.Create(CultureInfo.InvariantCulture, $"{result.Elapsed.TotalSeconds:0.00}/{result.Bound.TotalSeconds:0.#} s");
            var route = profiles > 1 ? $" [{result.Profile}]" : "";
            output.WriteLine($"{word} {result.Case.Name,-30} {time,12}{route}  done: {result.Case.Fault}; promised: {result.Case.Promise}; {Told(result)}");
        }

        output.WriteLine(Summary(results));
    }

    /// <summary>The same as one object.</summary>
    public static void WriteJson(TextWriter output, IEnumerable<string> notes, IReadOnlyList<CaseResult> results)
    {
        var body = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = JsonOutput.Writer(body))
        {
            json.WriteStartObject();
            json.WriteTexts("notes", notes);
            json.WriteStartArray("cases");
            foreach (var result in results)
                Write(json, result);
            json.WriteEndArray();
            json.WriteNumber("passed", Count(results, CaseOutcome.Passed));
            json.WriteNumber("failed", Count(results, CaseOutcome.Failed));
            json.WriteNumber("skipped", Count(results, CaseOutcome.Skipped));
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(body.WrittenSpan));
    }

    private static void ListOne(Utf8JsonWriter json, FaultCase played)
    {
        var route = LabRoute.Of(played, LabRoute.Prefix, TimeProvider.System);
        json.WriteStartObject();
        json.WriteString("name", played.Name);
        json.WriteString("fault", played.Fault);
        json.WriteString("promise", played.Promise);
        json.WriteString("model", route.Model);
        json.WriteTexts("upstreams", route.Pool.Select(static place => place.Route));
        json.WriteStartArray("fallbacks");
        foreach (var (model, place) in route.Fallbacks)
            WriteModel(json, model, place);
        json.WriteEndArray();
        json.WritePropertyName("context_fallback");
        if (route.Longer is { } longer)
            WriteModel(json, longer.Model, longer.Place);
        else
            json.WriteNullValue();
        if (played.Continues is { } continues)
            json.WriteString("on_stream_break", continues ? "continue" : "error");
        if (played.RetryCount is { } count)
            json.WriteNumber("retry_count", count);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, string model, LabPlace place)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteString("upstream", place.Route);
        json.WriteEndObject();
    }

    private static string Told(CaseResult result) => result.Outcome switch
    {
        CaseOutcome.Passed => $"seen: {result.Seen}",
        CaseOutcome.Failed => $"seen: {(result.Seen.Length > 0 ? result.Seen : "nothing")}; wrong: {string.Join("; ", result.Problems)}",
        CaseOutcome.Skipped => $"not played: {string.Join("; ", result.Problems)}",
    };

    private static void Write(Utf8JsonWriter json, CaseResult result)
    {
        json.WriteStartObject();
        json.WriteString("name", result.Case.Name);
        json.WriteString("profile", result.Profile);
        json.WriteString("fault", result.Case.Fault);
        json.WriteString("promise", result.Case.Promise);
        json.WriteString("seen", result.Seen);
        json.WriteTexts(result.Outcome == CaseOutcome.Skipped ? "reasons" : "problems", result.Problems);
        json.WriteNumber("seconds", Math.Round(result.Elapsed.TotalSeconds, 3));
        json.WriteNumber("bound_seconds", Math.Round(result.Bound.TotalSeconds, 3));
        json.WriteString("outcome", result.Outcome switch { CaseOutcome.Passed => "passed", CaseOutcome.Failed => "failed", CaseOutcome.Skipped => "skipped" });
        json.WriteEndObject();
    }

    private static string Summary(IReadOnlyList<CaseResult> results)
    {
        var skipped = Count(results, CaseOutcome.Skipped);
        return $"{Count(results, CaseOutcome.Passed)} passed, {Count(results, CaseOutcome.Failed)} failed{(skipped == 0 ? "" : $", {skipped} skipped")}";
    }

    private static int Count(IReadOnlyList<CaseResult> results, CaseOutcome outcome) => results.Count(result => result.Outcome == outcome);
}
