using System.Runtime.InteropServices;

namespace GenGateway.Engine.Runtime;

/// <summary>A graph made ready to run.</summary>
/// <remarks>
/// Runs may overlap, but an owner should use one thread: all runs share the session's threads. Values that a run makes belong to
/// the caller, who gives each back with <see cref="Release"/>, before or after the session is disposed.
/// </remarks>
internal sealed unsafe class OrtSession : SafeHandle
{
    private readonly OrtApi _api;
    private long _liveValues;

    /// <param name="library">The native library.</param>
    /// <param name="graphPath">The graph's file.</param>
    /// <param name="threads">Threads of one operator; at least 1.</param>
    /// <exception cref="OrtException">The graph cannot be read or is not valid.</exception>
    public OrtSession(OrtLibrary library, string graphPath, int threads)
        : base(0, ownsHandle: true)
    {
        Library = library;
        _api = library.Api;
        var options = _api.CreateSessionOptions();
        try
        {
            Apply(threads, options);
            SetHandle(Open(graphPath, options));
        }
        finally
        {
            _api.Release(OrtFunction.ReleaseSessionOptions, options);
        }

        Inputs = ReadPorts(OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);
        Outputs = ReadPorts(OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);
    }

    public OrtLibrary Library { get; }

    public IReadOnlyList<OrtPort> Inputs { get; }

    public IReadOnlyList<OrtPort> Outputs { get; }

    /// <summary>Values created for or by this session that have not been released.</summary>
    public long LiveValues => Volatile.Read(ref _liveValues);

    public override bool IsInvalid => handle == 0;

    /// <summary>Runs the graph once.</summary>
    /// <param name="inputNames">Which inputs, in the order of <paramref name="inputs"/>.</param>
    /// <param name="inputs">One value per name; they stay the caller's.</param>
    /// <param name="outputNames">Which outputs to compute, in the order of <paramref name="outputs"/>.</param>
    /// <param name="outputs">One place per name, zeros on entry; new values on return, which the caller owns. Zeros after an exception.</param>
    /// <param name="options">Lets another thread end the run; null for none.</param>
    /// <exception cref="OrtException">A shape or value is refused, or the run was terminated.</exception>
    public void Run(OrtNames inputNames, ReadOnlySpan<nint> inputs, OrtNames outputNames, Span<nint> outputs, OrtRunOptions? options)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputs.Length, inputNames.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outputs.Length, outputNames.Count);
        fixed (nint* firstInput = inputs, firstOutput = outputs)
        {
            _api.Run(handle, options?.DangerousGetHandle() ?? 0, inputNames.Pointer, firstInput, inputs.Length,
                outputNames.Pointer, outputs.Length, firstOutput);
        }

        Interlocked.Add(ref _liveValues, outputs.Length);
    }

    /// <summary>A tensor over <paramref name="elements"/>, which must be pinned until the value is released.</summary>
    public nint CreateTensor<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, OrtElementType type)
        where T : unmanaged
    {
        nint value;
        fixed (T* first = elements)
        {
            value = _api.CreateTensor(Library.Memory, first, (long)elements.Length * sizeof(T), shape, type);
        }

        Interlocked.Increment(ref _liveValues);
        return value;
    }

    /// <summary>A tensor in ONNX Runtime's own memory, not initialised.</summary>
    public nint CreateTensor(ReadOnlySpan<long> shape, OrtElementType type)
    {
        var value = _api.CreateTensor(Library.Allocator, shape, type);
        Interlocked.Increment(ref _liveValues);
        return value;
    }

    /// <summary>The elements of a tensor, valid until it is released.</summary>
    public ReadOnlySpan<T> Elements<T>(nint value, long start, int count)
        where T : unmanaged =>
        new((T*)_api.TensorData(value) + start, count);

    /// <summary>Gives a value back and empties its place; an empty place is left alone.</summary>
    public void Release(ref nint value)
    {
        if (value == 0)
        {
            return;
        }

        _api.Release(OrtFunction.ReleaseValue, value);
        value = 0;
        Interlocked.Decrement(ref _liveValues);
    }

    /// <summary>The dimensions of a tensor, written into <paramref name="shape"/>; returns how many there are.</summary>
    public int Shape(nint value, Span<long> shape)
    {
        var information = _api.TensorTypeAndShape(value);
        try
        {
            var rank = _api.Rank(information);
            _api.Dimensions(information, shape[..rank]);
            return rank;
        }
        finally
        {
            _api.Release(OrtFunction.ReleaseTensorTypeAndShapeInfo, information);
        }
    }

    protected override bool ReleaseHandle()
    {
        _api.Release(OrtFunction.ReleaseSession, handle);
        return true;
    }

    private void Apply(int threads, nint options)
    {
        const int AllOptimizations = 99;
        _api.SetGraphOptimizationLevel(options, AllOptimizations);
        _api.SetIntraOpThreads(options, threads);
        _api.SetInterOpThreads(options, 1);

        // Idle threads sleep: a server shares its cores with sockets and other models.
        fixed (byte* key = "session.intra_op.allow_spinning\0"u8, no = "0\0"u8)
        {
            _api.AddSessionConfigEntry(options, key, no);
        }

        // Growing caches ask for ever new sizes, and an arena would keep the old ones for good.
        _api.DisableCpuMemArena(options);

        // Memory planned from the first shapes seen is of no use where the shapes differ in every step.
        _api.DisableMemPattern(options);
    }

    private nint Open(string graphPath, nint options)
    {
        // Paths are wide characters on Windows and bytes elsewhere (ORTCHAR_T).
        if (OperatingSystem.IsWindows())
        {
            fixed (char* path = graphPath)
            {
                return _api.CreateSession(Library.Environment, path, options);
            }
        }

        fixed (byte* path = NativeText.Write(graphPath))
        {
            return _api.CreateSession(Library.Environment, path, options);
        }
    }

    private OrtPort[] ReadPorts(OrtFunction count, OrtFunction name, OrtFunction typeInfo)
    {
        var ports = new OrtPort[_api.SessionCount(count, handle)];
        for (var i = 0; i < ports.Length; i++)
        {
            var text = _api.SessionName(name, handle, i, Library.Allocator);
            var portName = NativeText.Read(text);
            _api.AllocatorFree(Library.Allocator, text);

            var type = _api.SessionTypeInfo(typeInfo, handle, i);
            try
            {
                ports[i] = ReadPort(portName, _api.TensorInfo(type));
            }
            finally
            {
                _api.Release(OrtFunction.ReleaseTypeInfo, type);
            }
        }

        return ports;
    }

    private OrtPort ReadPort(string name, nint tensor)
    {
        if (tensor == 0)
        {
            return new OrtPort(name, OrtElementType.Undefined, [], []);
        }

        var dimensions = new long[_api.Rank(tensor)];
        _api.Dimensions(tensor, dimensions);
        var symbols = new string[dimensions.Length];
        var names = stackalloc byte*[dimensions.Length];
        _api.SymbolicDimensions(tensor, names, dimensions.Length);
        for (var d = 0; d < symbols.Length; d++)
        {
            symbols[d] = NativeText.Read(names[d]);
        }

        return new OrtPort(name, _api.ElementType(tensor), dimensions, symbols);
    }
}
