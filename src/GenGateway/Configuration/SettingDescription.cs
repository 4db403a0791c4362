namespace GenGateway.Configuration;

/// <summary>What the reference documentation says of a setting beside its meaning.</summary>
/// <param name="Path">Its name; <c>[]</c> stands for an entry of a list, <c>&lt;name&gt;</c> for a name of the user's.</param>
/// <param name="Type">What is written.</param>
/// <param name="Default">What holds where it is not written; empty = nothing.</param>
/// <param name="Range">Its limits or words; empty = those of the type.</param>
/// <param name="InEffect">Whether it does anything yet.</param>
internal sealed record SettingDescription(string Path, string Type, string Default, string Range, bool InEffect);
