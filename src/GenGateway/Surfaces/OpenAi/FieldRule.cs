using System.Text.Json;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A field that changes the answer and that no task carries: what it must look like, and when it asks for nothing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Wanted">The type, as a sentence says it.</param>
/// <param name="Fits">Whether a value is of that type.</param>
/// <param name="IsDefault">Whether a fitting value asks for nothing.</param>
internal sealed record FieldRule(string Name, string Wanted, Func<JsonElement, bool> Fits, Func<JsonElement, bool> IsDefault)
{
    /// <summary>Takes the field, and names it as dropped unless it asks for nothing.</summary>
    public void Apply(Fields fields, Drops drops)
    {
        if (fields.Any(Name) is not { } value)
            return;
        if (!Fits(value))
            fields.Faults.Add(fields.PathOf(Name), $"{fields.PathOf(Name)} must be {Wanted}.");
        else if (!IsDefault(value))
            drops.Add(Name);
    }
}
