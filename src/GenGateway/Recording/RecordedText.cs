using System.Security.Cryptography;
using System.Text;
using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Recording;

/// <summary>What a record keeps of a text, by <c>records.text</c>.</summary>
internal static class RecordedText
{
    /// <summary>The text, or <c>sha256:</c> and its hash in hex, or nothing. A missing text stays missing; one that was cut says so at its end.</summary>
    public static ReadOnlyMemory<byte> Of(TallyText? kept, RecordText text)
    {
        if (kept is null || kept.Length == 0)
            return default;
        kept.MarkCut();
        return text switch
        {
            RecordText.Full => kept.WrittenMemory,
            RecordText.Hash => Encoding.ASCII.GetBytes("sha256:" + Convert.ToHexStringLower(SHA256.HashData(kept.Written))),
            RecordText.None => default,
        };
    }
}
