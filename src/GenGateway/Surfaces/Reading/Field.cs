using System.Text.Json;

namespace GenGateway.Surfaces.Reading;

/// <summary>One member of an object, and whether somebody has read it.</summary>
internal record struct Field(string Name, JsonElement Value, bool Taken);
