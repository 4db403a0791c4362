namespace GenGateway.Backends.OpenAi;

/// <summary>The word that ends OpenAI's streams.</summary>
internal static class DoneWord
{
    /// <summary>Whether data is that word. Blanks around it are no part of it.</summary>
    public static bool Is(ReadOnlySpan<byte> data) => data.Trim(" \t"u8).StartsWith("[DONE]"u8);
}
