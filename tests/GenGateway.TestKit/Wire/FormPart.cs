using System.Text;

namespace GenGateway.TestKit.Wire;

/// <summary>One part of a form.</summary>
/// <param name="Name">The field, brackets included.</param>
/// <param name="FileName">Null: the field is a text.</param>
/// <param name="ContentType">As it was declared, or null.</param>
/// <param name="Bytes">What it holds.</param>
public sealed record FormPart(string Name, string? FileName, string? ContentType, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);
}
