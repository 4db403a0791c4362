using System.Runtime.InteropServices;

namespace GenGateway.Engine.Runtime;

/// <summary>Names encoded once, in native memory, in the order in which a run passes its values.</summary>
internal sealed unsafe class OrtNames : IDisposable
{
    private byte** _names;

    public OrtNames(IReadOnlyList<string> names)
    {
        Count = names.Count;
        _names = (byte**)NativeMemory.AllocZeroed((nuint)Count, (nuint)sizeof(byte*));
        for (var i = 0; i < Count; i++)
        {
            var text = NativeText.Write(names[i]);
            _names[i] = (byte*)NativeMemory.Alloc((nuint)text.Length);
            text.CopyTo(new Span<byte>(_names[i], text.Length));
        }
    }

    ~OrtNames() => Free();

    public int Count { get; }

    public byte** Pointer => _names;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_names is null)
        {
            return;
        }

        for (var i = 0; i < Count; i++)
        {
            NativeMemory.Free(_names[i]);
        }

        NativeMemory.Free(_names);
        _names = null;
    }
}
