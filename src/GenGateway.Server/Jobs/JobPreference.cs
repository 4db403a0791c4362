namespace GenGateway.Server.Jobs;

/// <summary>The header <c>Prefer: respond-async</c> (RFC 7240).</summary>
internal static class JobPreference
{
    private const string Wanted = "respond-async";

    /// <summary>What an answer says in <c>Preference-Applied</c>.</summary>
    public const string Applied = Wanted;

    public static bool Asks(IHeaderDictionary headers)
    {
        foreach (var line in headers["Prefer"])
        {
            foreach (var preference in (line ?? "").Split(','))
            {
                if (preference.AsSpan().Trim().Equals(Wanted, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
