using System.Buffers;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>
/// The calls of a stream, one block after the other. A call whose arguments are not whole yet keeps its block, and those that begin meanwhile wait: a backend may
/// mix them, and a closed block cannot be opened again.
/// </summary>
internal sealed class CallQueue
{
    private readonly List<StreamedCall> _calls = [];

    // The call whose block is open, or whose was; all before it are told.
    private int _current = -1;
    private bool _open;

    /// <summary>Whether anything is called.</summary>
    public bool Any => _calls.Count > 0;

    public void Add(GenerationEvent.ToolCallDelta delta, BlockFrames frames, IBufferWriter<byte> output)
    {
        while (_calls.Count <= delta.Index)
            _calls.Add(new StreamedCall(CallIds.Of(delta.Id), delta.Name ?? ""));
        var call = _calls[delta.Index];
        call.Arguments.Append(delta.Arguments);
        if (!_open)
        {
            // What comes for a call that is told already has no place any more.
            if (delta.Index <= _current)
                return;
            Open(_current + 1, frames, output);
        }
        else if (delta.Index == _current && delta.Arguments.Length > 0)
        {
            frames.Arguments(delta.Arguments, output);
        }

        while (_current < _calls.Count - 1 && CallArguments.IsWhole(_calls[_current].Arguments))
            Open(_current + 1, frames, output);
    }

    /// <summary>No more comes for any of them: tells those that wait.</summary>
    public void End(BlockFrames frames, IBufferWriter<byte> output)
    {
        if (!_open)
            return;
        while (_current < _calls.Count - 1)
            Open(_current + 1, frames, output);
        _open = false;
        frames.Close(output);
    }

    private void Open(int index, BlockFrames frames, IBufferWriter<byte> output)
    {
        _current = index;
        _open = true;
        var call = _calls[index];
        frames.Call(call.Id, call.Name, output);
        if (call.Arguments.Length > 0)
            frames.Arguments(call.Arguments.ToString(), output);
    }
}
