using System.Globalization;

namespace GenGateway.Configuration;

/// <summary>The members of a key's section that files and the API share. No message here shows what was written as a hash.</summary>
internal static class KeyBinder
{
    public static KeyEntry Rights(SectionBinder key)
    {
        var scopes = key.Texts("scopes", text => SettingRules.OneOf(text, ApiKey.AllScopes), ApiKey.AllScopes, string.Join(", ", ApiKey.AllScopes));
        var models = key.Texts("models", SettingRules.NotEmpty, range: "names, or a beginning with a trailing *; [] = all");
        var expires = Expires(key);
        var limits = RateLimitBinder.Rates(key.Section("limits"));
        var budget = RateLimitBinder.Budget(key);
        return new KeyEntry(scopes, models, expires, key.IsWritten("limits") ? limits : null, budget);
    }

    /// <summary>The bytes of <c>sha256</c>, or null with an error in the report.</summary>
    public static byte[]? Hash(SectionBinder key, string hex)
    {
        try
        {
            if (Convert.FromHexString(hex) is { Length: 32 } hash) return hash;
        }
        catch (FormatException)
        {
        }

        key.Error("sha256", "must be the 64 hexadecimal digits of the key's SHA-256: printf %s \"$KEY\" | sha256sum");
        return null;
    }

    private static DateTimeOffset? Expires(SectionBinder key)
    {
        if (key.TextOrNull("expires", range: "RFC 3339, such as 2027-01-01T00:00:00Z") is not { } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        key.Error("expires", $"{ConfigText.Show(text)} must be a time, such as 2027-01-01T00:00:00Z");
        return null;
    }
}
