using System.Runtime.InteropServices;

namespace GenGateway.Engine.Runtime;

/// <summary>Names encoded once, in native memory, in the order in which a run passes its values.</summary>
internal sealed unsafe class OrtNames : IDisposable
{
    private byte** names;

    public OrtNames(IReadOnlyList<string> names)
    {
        Count = names.Count;
        this.names = (byte**)NativeMemory.AllocZeroed((nuint)Count, (nuint)sizeof(byte*));
        for (var i = 0; i < Count; i++)
        {
            var text = NativeText.Write(names[i]);
            this.names[i] = (byte*)NativeMemory.Alloc((nuint)text.Length);
            text.CopyTo(new Span<byte>(this.names[i], text.Length));
        }
    }

    ~OrtNames() => Free();

    public int Count { get; }

    public byte** Pointer => names;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (names is null)
        {
            return;
        }

        for (var i = 0; i < Count; i++)
        {
            NativeMemory.Free(names[i]);
        }

        NativeMemory.Free(names);
        names = null;
    }
}
