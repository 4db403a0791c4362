using System.Text.Json;
using GenGateway.Configuration;

namespace GenGateway.Admission.Keys;

/// <summary>Stored keys as what requests are held against.</summary>
public static class KeyMaking
{
    private const string Source = "database";

    /// <summary>The keys that a stored one stands for: none where it is revoked, disabled or unreadable, two during a rotation's grace.</summary>
    /// <param name="stored">As the database has it.</param>
    /// <param name="problem">Why it cannot be used, where somebody else wrote into the database; null: nothing is wrong.</param>
    public static IReadOnlyList<ApiKey> KeysOf(StoredKey stored, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(stored);
        problem = null;
        if (stored.RevokedAt is not null || !stored.Enabled)
            return [];
        var reading = Read(stored);
        if (reading.Rights is not { } rights)
        {
            problem = string.Join("; ", reading.Errors.Select(static error => error.Problem));
            return [];
        }

        try
        {
            var origin = new ConfigOrigin(Source);
            var key = ApiKey.FromHash(Convert.FromHexString(stored.Sha256), origin).With(stored.Name, rights);
            if (stored is not { PreviousSha256: { } before, PreviousUntil: { } until })
                return [key];
            var ends = rights.Expires < until ? rights.Expires : until;
            return [key, ApiKey.FromHash(Convert.FromHexString(before), origin).With(stored.Name, rights with { Expires = ends })];
        }
        catch (Exception thrown) when (thrown is FormatException or ArgumentException)
        {
            problem = "sha256 is not 64 hexadecimal digits";
            return [];
        }
    }

    private static KeyReading Read(StoredKey stored)
    {
        try
        {
            return KeyReader.Read(KeyEntryJson.Of(stored).Span, Source);
        }
        catch (JsonException thrown)
        {
            return new KeyReading(null, null, false, null, [new ConfigError(new ConfigOrigin(Source), "", $"limits or budget is not JSON: {thrown.Message}")]);
        }
    }
}
