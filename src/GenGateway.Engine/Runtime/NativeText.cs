using System.Runtime.InteropServices;
using System.Text;

namespace GenGateway.Engine.Runtime;

/// <summary>Text as C has it: UTF-8 that ends in a zero byte.</summary>
internal static unsafe class NativeText
{
    public static string Read(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    public static byte[] Write(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
