package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// document is the part of an OpenAPI document that types are generated from.
type document struct {
	Paths      map[string]map[string]*operation `json:"paths"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
}

type operation struct {
	ID          string       `json:"operationId"`
	Parameters  []*parameter `json:"parameters"`
	RequestBody *content     `json:"requestBody"`
	Responses   map[string]*content
}

type parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Description string  `json:"description"`
	Schema      *schema `json:"schema"`
}

type content struct {
	Content map[string]struct {
		Schema *schema `json:"schema"`
	} `json:"content"`
}

// json gives the JSON schema of a body, and null if it has none.
func (c *content) json() *schema {
	if c == nil {
		return nil
	}
	return c.Content["application/json"].Schema
}

type schema struct {
	Ref         string     `json:"$ref"`
	Type        typeNames  `json:"type"`
	Format      string     `json:"format"`
	Description string     `json:"description"`
	Enum        []string   `json:"enum"`
	Properties  properties `json:"properties"`
	Required    []string   `json:"required"`
	Items       *schema    `json:"items"`
	AnyOf       []*schema  `json:"anyOf"`
	OneOf       []*schema  `json:"oneOf"`
}

// typeNames is a type or a list of types.
type typeNames []string

func (t *typeNames) UnmarshalJSON(data []byte) error {
	if data[0] == '[' {
		return json.Unmarshal(data, (*[]string)(t))
	}
	*t = []string{""}
	return json.Unmarshal(data, &(*t)[0])
}

type property struct {
	name   string
	schema *schema
}

// properties keeps the order of the document.
type properties []property

func (p *properties) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		value := &schema{}
		if err := decoder.Decode(value); err != nil {
			return err
		}
		*p = append(*p, property{fmt.Sprint(name), value})
	}
	return nil
}

// withoutNull gives the schema without the alternative null, and whether it had one. Of several objects, it makes one
// that has the members of all.
func (s *schema) withoutNull() (*schema, bool) {
	if i := slices.Index(s.Type, "null"); i >= 0 {
		copied := *s
		copied.Type = slices.Delete(slices.Clone(s.Type), i, i+1)
		return &copied, true
	}
	if len(s.OneOf) > 0 {
		return merged(s.OneOf), false
	}
	if len(s.AnyOf) == 0 {
		return s, false
	}
	isNull := func(one *schema) bool { return slices.Equal(one.Type, []string{"null"}) }
	others := slices.DeleteFunc(slices.Clone(s.AnyOf), isNull)
	return merged(others), len(others) < len(s.AnyOf)
}

func merged(all []*schema) *schema {
	if len(all) == 1 {
		return all[0]
	}
	result := &schema{Type: typeNames{"object"}, Required: all[0].Required}
	for _, one := range all {
		result.Required = slices.DeleteFunc(slices.Clone(result.Required), func(name string) bool {
			return !slices.Contains(one.Required, name)
		})
		for _, member := range one.Properties {
			known := func(p property) bool { return p.name == member.name }
			if !slices.ContainsFunc(result.Properties, known) {
				result.Properties = append(result.Properties, member)
			}
		}
	}
	return result
}
