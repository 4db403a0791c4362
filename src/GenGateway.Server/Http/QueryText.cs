using System.Globalization;
using GenGateway.Errors;

namespace GenGateway.Server.Http;

/// <summary>Reads a list's query; the first thing wrong is kept. Used by one request.</summary>
internal sealed class QueryText(IQueryCollection query)
{
    /// <summary>What is wrong, or null.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>A parameter; null where it is absent or empty.</summary>
    public string? Text(string name)
    {
        var values = query[name];
        if (values.Count > 1)
            Fail(name, "must be written once");
        return values is [{ Length: > 0 } text] ? text : null;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Fail(name, $"must be a whole number between {least} and {most}");
        return otherwise;
    }

    /// <summary>A time (RFC 3339); without an offset it is UTC.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        // A plus sign that was not escaped arrives as a blank.
        if (DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return time;
        Fail(name, "must be a time such as 2026-01-31T12:00:00Z");
        return null;
    }

    /// <summary>One of some words.</summary>
    public T? Word<T>(string name, IEnumerable<T> values, Func<T, string> wordOf)
        where T : struct
    {
        if (Text(name) is not { } text)
            return null;
        foreach (var value in values)
        {
            if (wordOf(value) == text)
                return value;
        }

        Fail(name, $"must be one of {string.Join(", ", values.Select(wordOf))}");
        return null;
    }

    /// <summary>Keeps that a parameter is wrong, unless another one was before.</summary>
    public void Fail(string name, string problem) =>
        Failure ??= new Failure(FailureKind.InvalidValue, $"The query's {name} {problem}.") { Param = name };
}
