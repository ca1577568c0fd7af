"""How dwellings are furnished. A line: `name[/alternative] count [~chance] [: relation target[/target]; …]`; count `2-4`, or `1*chair` per chair."""

KITCHEN = """
[base]
counter 1-2            : against_wall
sink_counter 1         : against_wall; next_to counter
stove 1                : against_wall; next_to counter
refrigerator 1         : against_wall; next_to counter
wall_cabinet 2-3       : above counter
range_hood 1           : above stove
ceiling_lamp 1
trash_can 1            : next_to counter
[more]
dishwasher 1 ~.8       : against_wall; next_to sink_counter
table 1 ~.35
chair 2-4*table        : around table; facing table
wall_clock 1 ~.7       : on_wall
curtain 1 ~.5          : by_window
rug 1 ~.3              : in_front_of sink_counter
kitchen_cart 1 ~.25    : against_wall
potted_plant 1 ~.4     : in_corner
picture 1 ~.4          : on_wall
wall_shelf 1 ~.4       : on_wall
kitchen_island 1 ~.3
bar_stool 2-3*kitchen_island : around kitchen_island
[small]
dish_rack 1 ~.8        : on sink_counter
plate 3-4 ~.9          : in dish_rack
soap_dispenser 1 ~.9   : on sink_counter
sponge 1 ~.8           : on sink_counter
kettle 1 ~.9           : on counter
toaster 1 ~.8          : on counter
microwave 1 ~.5        : on counter
coffee_machine 1 ~.6   : on counter
cutting_board 1 ~.8    : on counter/kitchen_island
knife_block 1 ~.7      : on counter
frying_pan 1 ~.8       : on stove
pot 1 ~.8              : on stove
bowl 1 ~.9             : on table/kitchen_island/counter
apple 2-3*bowl ~.9     : in bowl
mug 2-4                : on counter/kitchen_island/table
bottle 1-2             : on counter/refrigerator
plate 2-4*table        : on table
glass 2-4*table        : on table
paper_towel 1 ~.7      : on counter
[pool]
jar 1-3                : on counter/wall_shelf/kitchen_island
cup 2-4                : on counter/wall_shelf
plate 2-4              : in wall_cabinet on counter
glass 2-4              : in wall_cabinet on counter/table
bowl 1-2               : on counter/table
orange 2-3             : in bowl
lemon 2                : in bowl
salt_shaker 1          : on counter/table
pepper_mill 1          : on counter/table
bread 1                : on cutting_board/counter
spatula 1              : on counter
teapot 1               : on counter
blender 1              : on counter
small_plant 1          : on counter/wall_shelf
cereal_box 1-2         : on counter
can 2-3                : on counter/wall_shelf
wine_bottle 1-2        : on counter
pitcher 1              : on counter/table
tray 1                 : on counter/kitchen_island
banana 2-3             : on counter
tomato 2-3             : on cutting_board/counter
milk_carton 1-2        : in refrigerator on counter
"""

DINING_ROOM = """
[base]
table 1                : in_center
chair 4-6              : around table; facing table
sideboard 1            : against_wall
rug 1                  : under table
pendant_lamp 1         : above table
[more]
display_cabinet 1 ~.6  : against_wall
picture 1-2 ~.8        : on_wall
mirror 1 ~.4           : on_wall
curtain 1-2 ~.7        : by_window
potted_plant 1-2 ~.7   : in_corner
wall_clock 1 ~.4       : on_wall
floor_lamp 1 ~.4       : in_corner
console_table 1 ~.3    : against_wall
ceiling_lamp 1 ~.3
radiator 1 ~.3         : on_wall
[small]
plate 1*chair          : on table
fork 1*chair           : on table
knife 1*chair          : on table
wine_glass 1*chair     : on table
vase 1                 : on table/sideboard
candle 2               : on table/sideboard
bowl 1 ~.7             : on table/sideboard
orange 2-3*bowl ~.8    : in bowl
[pool]
spoon 4                : on table
glass 2-4              : on table/sideboard/display_cabinet
plate 2-4              : in display_cabinet on sideboard
wine_bottle 1-2        : on sideboard/table
pitcher 1              : on table/sideboard
picture_frame 1-2      : on sideboard/console_table
candle 1-2             : on sideboard/console_table
vase 1                 : on sideboard/console_table/display_cabinet
cup 2-4                : on sideboard/display_cabinet
teapot 1               : on sideboard
tray 1                 : on sideboard
bread 1                : on table
salt_shaker 1          : on table
pepper_mill 1          : on table
small_plant 1          : on sideboard/console_table
bowl 1-2               : in display_cabinet on sideboard
table_lamp 1           : on sideboard/console_table
cake 1                 : on table/sideboard
"""

LIVING_ROOM = """
[base]
sofa 1                 : against_wall
coffee_table 1         : in_front_of sofa
rug 1                  : under coffee_table
tv_stand 1 ~.9         : against_wall; facing sofa
tv 1*tv_stand          : on tv_stand
bookshelf 1            : against_wall
ceiling_lamp 1
floor_lamp 1 ~.9       : next_to sofa
[more]
armchair 1-2 ~.8       : facing coffee_table
side_table 1 ~.7       : next_to sofa
curtain 1-2 ~.8        : by_window
potted_plant 1-2 ~.8   : in_corner
picture 1-3 ~.9        : on_wall
sideboard 1 ~.4        : against_wall
wall_clock 1 ~.4       : on_wall
ottoman 1 ~.4          : near sofa
wall_shelf 1 ~.4       : on_wall
radiator 1 ~.3         : on_wall
console_table 1 ~.25   : against_wall
fireplace 1 ~.15       : against_wall
piano 1 ~.08           : against_wall
bookshelf 1 ~.35       : against_wall
[small]
cushion 2-3 ~.9        : on sofa
book 6-9               : in bookshelf
magazine 1-2 ~.8       : on coffee_table
remote 1*tv ~.9        : on coffee_table/tv_stand
mug 1-2 ~.7            : on coffee_table/side_table
table_lamp 1*side_table ~.8 : on side_table
vase 1 ~.7             : on coffee_table/sideboard/bookshelf
candle 1-2 ~.5         : on coffee_table/sideboard
blanket 1 ~.5          : on armchair/sofa
game_controller 1-2*tv ~.4 : on tv_stand/coffee_table
[pool]
book 4-7               : in bookshelf
small_plant 1          : in bookshelf on sideboard/wall_shelf/side_table/tv_stand
picture_frame 1-2      : in bookshelf on sideboard/wall_shelf/tv_stand/console_table
storage_box 1-2        : in bookshelf
speaker 2              : on tv_stand/sideboard
book 2-3               : on coffee_table/side_table/wall_shelf
trophy 1               : in bookshelf on sideboard
globe 1                : in bookshelf on sideboard
cushion 1-2            : on armchair/sofa
glass 1-2              : on coffee_table/side_table
bowl 1                 : on coffee_table/sideboard
board_game 1-2         : in bookshelf
candle 2               : on sideboard/coffee_table/wall_shelf/console_table
router 1               : on tv_stand/bookshelf
basket 1               : in bookshelf
tissue_box 1           : on side_table/coffee_table
vase 1                 : in bookshelf on sideboard/console_table
tray 1                 : on coffee_table
"""

BEDROOM = """
[base]
bed 1                  : against_wall
nightstand 2           : next_to bed; against_wall
wardrobe 1             : against_wall
dresser 1              : against_wall
rug 1                  : under bed
ceiling_lamp 1
[more]
curtain 1-2 ~.9        : by_window
picture 1-2 ~.8        : on_wall
mirror 1 ~.7           : above dresser
armchair 1 ~.4         : in_corner
potted_plant 1 ~.5     : in_corner
bench 1 ~.3            : in_front_of bed
laundry_basket 1 ~.5   : against_wall
dressing_table 1 ~.25  : against_wall
desk 1 ~.45            : against_wall
chair 1*desk           : in_front_of desk; facing desk
floor_lamp 1 ~.3       : in_corner
bookshelf 1 ~.6        : against_wall
chest 1 ~.15           : in_front_of bed
wall_shelf 1-2 ~.9      : on_wall
radiator 1 ~.3         : on_wall
wall_clock 1 ~.2       : on_wall
[small]
pillow 2               : on bed
blanket 1              : on bed
table_lamp 2           : on nightstand
alarm_clock 1 ~.9      : on nightstand
book 2-3               : on nightstand
picture_frame 1-2 ~.8  : on dresser
jewelry_box 1 ~.6      : on dresser
vase 1 ~.6             : on dresser
phone 1 ~.6            : on nightstand
glass 1 ~.5            : on nightstand
cushion 2 ~.5          : on bed
book 5-7*bookshelf     : in bookshelf
[pool]
hairbrush 1            : on dresser/dressing_table
candle 1-2             : on dresser/nightstand/dressing_table
book 2-4               : in bookshelf on wall_shelf/dresser/nightstand
small_plant 1          : on dresser/wall_shelf/nightstand/bookshelf
storage_box 1-2        : in wardrobe on dresser/bookshelf
towel 2-3              : in laundry_basket on dresser/chest
tissue_box 1           : on nightstand/dresser
picture_frame 1-2      : on dresser/wall_shelf/nightstand
hat 1                  : on dresser/wall_shelf
soap_bar 1             : on dressing_table
hair_dryer 1           : on dressing_table/dresser
headphones 1           : on nightstand/desk
notebook 1-2           : on nightstand/desk
laptop 1               : on desk/bed
magazine 1-2           : on nightstand/bench
shoe 2                 : in wardrobe
backpack 1             : on bench/chest
toothbrush_cup 1       : on dressing_table
remote 1               : on nightstand
tray 1                 : on dresser/chest
mug 1                  : on nightstand/desk
"""

CHILDS_ROOM = """
[base]
single_bed/bunk_bed 1  : against_wall
nightstand 1           : next_to single_bed/bunk_bed
desk 1                 : against_wall
chair 1*desk           : in_front_of desk; facing desk
bookshelf 1            : against_wall
toy_chest 1            : against_wall
rug 1                  : in_center
ceiling_lamp 1
[more]
wardrobe 1 ~.7         : against_wall
curtain 1-2 ~.9        : by_window
picture 1-3 ~.9        : on_wall
bean_bag 1 ~.6         : in_corner
play_tent 1 ~.3        : in_corner
rocking_horse 1 ~.3    : in_corner
wall_shelf 1-2 ~.6     : on_wall
drawer_unit 1 ~.4      : against_wall
bulletin_board 1 ~.4   : on_wall
wall_clock 1 ~.4       : on_wall
laundry_basket 1 ~.3   : against_wall
easel 1 ~.25           : against_wall
[small]
pillow 1               : on single_bed/bunk_bed
blanket 1              : on single_bed/bunk_bed
teddy_bear 1-2         : on single_bed/bunk_bed
desk_lamp 1            : on desk
pencil_cup 1           : on desk
notebook 1-2           : on desk
alarm_clock 1          : on nightstand
book 4-6               : in bookshelf
toy_car 2-3            : on toy_chest/bookshelf/desk
toy_block 3-5          : in toy_chest on bookshelf
ball 1                 : in toy_chest on bookshelf
[pool]
doll 1-2               : in bookshelf on toy_chest/single_bed
toy_train 1            : on toy_chest/wall_shelf/bookshelf
board_game 1-2         : in bookshelf on wall_shelf
puzzle_box 1-2         : in bookshelf on wall_shelf
book 3-5               : in bookshelf on wall_shelf/nightstand
storage_box 1-2        : in bookshelf
teddy_bear 1           : in bookshelf on toy_chest/wall_shelf
toy_car 1-2            : on wall_shelf/bookshelf/drawer_unit
toy_block 2-4          : on bookshelf/drawer_unit/toy_chest
pencil 2-3             : on desk
globe 1                : on desk/bookshelf/drawer_unit
backpack 1             : on chair/desk
table_lamp 1           : on nightstand
small_plant 1          : on wall_shelf/drawer_unit
picture_frame 1        : on nightstand/drawer_unit/wall_shelf
basket 1               : in bookshelf
cushion 1-2            : on single_bed/bunk_bed
headphones 1           : on desk
tablet 1               : on desk
scissors 1             : on desk
trophy 1-2             : on wall_shelf/bookshelf
"""

BATHROOM = """
[base]
toilet 1               : against_wall
washbasin 1            : against_wall
bathtub/shower 1       : against_wall
mirror 1               : above washbasin
ceiling_lamp 1
shelf_unit 1           : against_wall
wall_shelf 1-2         : on_wall
towel_rack 1           : on_wall
[more]
rug 1 ~.9              : in_front_of washbasin
medicine_cabinet 1 ~.6 : on_wall
cabinet 1 ~.6          : against_wall
waste_bin 1 ~.9        : against_wall
laundry_basket 1 ~.8   : against_wall
radiator 1 ~.5         : on_wall
curtain 1 ~.3          : by_window
potted_plant 1 ~.4     : in_corner
stool 1 ~.3
picture 1 ~.3          : on_wall
coat_hook 1 ~.4        : on_wall
scale 1 ~.2            : on shelf_unit
[small]
toothbrush_cup 1       : on washbasin
toothbrush 2           : in toothbrush_cup
toothpaste 1           : on washbasin
soap_dispenser 1 ~.8   : on washbasin
toilet_roll 2-3        : on shelf_unit/cabinet/wall_shelf/toilet
towel 3-4              : on shelf_unit in laundry_basket
shampoo_bottle 1-2     : on shelf_unit/wall_shelf/bathtub
hairbrush 1 ~.7        : on washbasin/shelf_unit
soap_bar 1             : on washbasin/wall_shelf
[pool]
towel 2-3              : on shelf_unit in laundry_basket on cabinet
shampoo_bottle 1-2     : on shelf_unit/wall_shelf/cabinet
toilet_roll 1-2        : on shelf_unit/cabinet
candle 1-2             : on wall_shelf/cabinet/shelf_unit
small_plant 1          : on wall_shelf/cabinet/shelf_unit
hair_dryer 1           : on shelf_unit/cabinet
basket 1-2             : on shelf_unit
storage_box 1-2        : on shelf_unit in cabinet
spray_bottle 1         : on shelf_unit/cabinet
sponge 1               : on shelf_unit/wall_shelf
cup 1                  : on wall_shelf/washbasin
tissue_box 1           : on shelf_unit/cabinet
soap_bar 1-2           : on shelf_unit/wall_shelf
detergent_bottle 1     : on shelf_unit in cabinet
bucket 1               : on shelf_unit
hairbrush 1            : on wall_shelf/shelf_unit
jar 1-2                : on wall_shelf/shelf_unit
toothpaste 1           : in medicine_cabinet on wall_shelf
"""

HALLWAY = """
[base]
console_table 1        : against_wall
shoe_rack 1            : against_wall
coat_rack 1            : in_corner
mirror 1               : above console_table
rug 1                  : in_center
ceiling_lamp 1-2
wall_shelf 1-2         : on_wall
[more]
coat_hook 1-2 ~.8      : on_wall
bench 1 ~.6            : against_wall
umbrella_stand 1 ~.6   : in_corner
picture 2-3 ~.9        : on_wall
potted_plant 1 ~.7     : in_corner
wardrobe 1 ~.3         : against_wall
cabinet 1 ~.8          : against_wall
wall_clock 1 ~.5       : on_wall
chest 1 ~.3            : against_wall
radiator 1 ~.4         : on_wall
chair 1 ~.2            : against_wall
bookshelf 1 ~.6        : against_wall
[small]
shoe 4-6               : in shoe_rack
table_lamp 1           : on console_table
vase 1 ~.8             : on console_table
tray 1 ~.7             : on console_table
picture_frame 1-2 ~.7  : on console_table/cabinet
hat 1-2                : on wall_shelf/bench/shoe_rack
backpack 1             : on bench/chest
[pool]
shoe 2                 : in shoe_rack
book 2-4               : in bookshelf on console_table/wall_shelf
storage_box 1-2        : in cabinet on wall_shelf/cabinet/shoe_rack/bookshelf
small_plant 1          : on console_table/wall_shelf/cabinet
basket 1               : on cabinet/bench/bookshelf
candle 1-2             : on console_table/cabinet
magazine 1-2           : on console_table/bench
phone 1                : on console_table
cushion 1-2            : on bench/chair
picture_frame 1-2      : on wall_shelf/cabinet/bookshelf
vase 1                 : on cabinet/wall_shelf
umbrella_stand 1       : next_to console_table
tissue_box 1           : on console_table
router 1               : on wall_shelf/cabinet
hat 1                  : on wall_shelf/cabinet
ball 1                 : in chest on shoe_rack
toolbox 1              : on cabinet
flashlight 1           : on console_table/cabinet
"""

LAUNDRY_ROOM = """
[base]
washing_machine 1      : against_wall
dryer 1                : against_wall; next_to washing_machine
sink_counter 1         : against_wall
laundry_basket 1-2     : near washing_machine
shelf_unit 1-2         : against_wall
wall_shelf 2           : on_wall
ceiling_lamp 1
[more]
ironing_board 1 ~.7    : against_wall
drying_rack 1 ~.7      : in_corner
counter 1 ~.5          : against_wall
wall_cabinet 1-2 ~.7   : on_wall
waste_bin 1 ~.6        : in_corner
rug 1 ~.4              : in_front_of washing_machine
step_stool 1 ~.3
wall_clock 1 ~.3       : on_wall
picture 1 ~.3          : on_wall
coat_hook 1 ~.4        : on_wall
cabinet 1 ~.3          : against_wall
[small]
detergent_bottle 2-3   : on washing_machine/shelf_unit/wall_shelf
spray_bottle 1-2       : on sink_counter/shelf_unit
towel 3-4              : in laundry_basket
towel 3-4              : on shelf_unit/dryer/counter
bucket 1               : on shelf_unit/counter
sponge 1               : on sink_counter
soap_dispenser 1       : on sink_counter
[pool]
detergent_bottle 1-2   : on shelf_unit/wall_shelf/counter/dryer
storage_box 1-3        : on shelf_unit in cabinet
basket 1-2             : on shelf_unit/dryer/wall_shelf/counter
towel 2-3              : on shelf_unit/counter/wall_shelf
blanket 1              : on shelf_unit/dryer
spray_bottle 1         : on wall_shelf/shelf_unit
small_plant 1          : on wall_shelf/counter/sink_counter
soap_bar 1-2           : on sink_counter/shelf_unit
paper_towel 1-2        : on shelf_unit/counter
jar 1-2                : on wall_shelf/shelf_unit
sponge 1-2             : on shelf_unit/wall_shelf
pillow 1-2             : on shelf_unit
toilet_roll 2-3        : on shelf_unit/wall_shelf
tote 1-2               : on shelf_unit
"""
